import type { LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";

import { AppError } from "@pointsman/contracts/error";

import type { AddressPolicy } from "./address-policy.ts";

/**
 * The look-up of a socket, which connects to exactly the addresses that it answers: so a name is checked by what is
 * called, and answering otherwise the second time (DNS rebinding) gains nothing. A name is refused where any of its
 * addresses is.
 */
export function guardLookup(lookup: LookupFunction, policy: AddressPolicy): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found, family) => {
      if (error) return callback(error, "", 0);
      const addresses = toAddresses(found, family);
      const refused = addresses.map(({ address }) => policy(address)).find((reason) => reason !== null);
      const [first] = addresses;
      if (first === undefined) return callback(Object.assign(new Error("No address"), { code: "ENOTFOUND" }), "", 0);
      if (refused !== undefined) return callback(refuseAddress(hostname, refused), "", 0);
      if (options.all === true) return callback(null, [...addresses]);
      return callback(null, first.address, first.family);
    });
  };
}

function toAddresses(found: string | readonly LookupAddress[], family: number | undefined): readonly LookupAddress[] {
  return typeof found === "string" ? [{ address: found, family: family ?? 0 }] : found;
}

/** Says nothing of the address that was found: who may enter URLs need not learn the network's names. */
export function refuseAddress(host: string, reason: string): AppError {
  return new AppError("ADDRESS_REFUSED", `${host} may not be called: it is ${reason}.`);
}
