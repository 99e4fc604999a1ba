import { AppError } from "@pointsman/contracts/error";

import type { AddressPolicy } from "./address-policy.ts";
import { refuseAddress } from "./guarded-lookup.ts";

const MAX_URL_LENGTH = 2_000;

/**
 * A URL that may be called as far as it says itself; the address behind a name is known once it is looked up. Parsing
 * brings every notation of an address (`0x7f.1`, `2130706433`, `①②⑦.0.0.1`) into the one that the policy reads.
 *
 * @throws AppError ADDRESS_REFUSED
 */
export function readUrl(text: string, policy: AddressPolicy, base?: string): URL {
  const url = text.length <= MAX_URL_LENGTH && URL.canParse(text, base) ? new URL(text, base) : null;
  if (url === null) throw new AppError("ADDRESS_REFUSED", `That is no URL of at most ${MAX_URL_LENGTH} characters.`);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new AppError("ADDRESS_REFUSED", "Only http and https URLs may be called.");
  if (url.username !== "" || url.password !== "")
    throw new AppError("ADDRESS_REFUSED", "A URL may hold no user name or password.");
  const reason = isLiteral(url.hostname) ? policy(toAddress(url.hostname)) : null;
  if (reason !== null) throw refuseAddress(url.hostname, reason);
  return url;
}

/** Sockets ask no look-up about these. After parsing, what ends in a number is an IPv4 address. */
function isLiteral(hostname: string): boolean {
  return hostname.startsWith("[") || /\.?\d+$/.test(hostname.replace(/\.$/, "").split(".").at(-1) ?? "");
}

function toAddress(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "");
}
