import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * Which addresses besides public ones may be called: none; those that intranets use (`true`: private, loopback, unique
 * local, carrier-grade NAT); or these ranges, e.g. `10.1.0.0/16`.
 */
export type AllowPrivate = boolean | readonly string[];

/** Says why an address (text of an IPv4 or IPv6 address) may not be called, or null where it may. */
export type AddressPolicy = (address: string) => string | null;

const INTRANET: ReadonlySet<string> = new Set(["private", "loopback", "uniqueLocal", "carrierGradeNat"]);

/** Answer with credentials of the machine itself, in ranges that would else pass as public or as an intranet's. */
const METADATA: ReadonlySet<string> = new Set(
  ["169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254"].map((address) =>
    ipaddr.parse(address).toNormalizedString(),
  ),
);

/** What of IPv6 is given out to anybody; ipaddr.js calls all that it knows nothing of unicast, `::127.0.0.1` too. */
const GLOBAL_IPV6 = ipaddr.parseCIDR("2000::/3");
const NAT64 = ipaddr.parseCIDR("64:ff9b::/96");

/** @throws Error that names the range, where one of `allowPrivate` is none */
export function createAddressPolicy(allowPrivate: AllowPrivate): AddressPolicy {
  const ranges = typeof allowPrivate === "boolean" ? [] : allowPrivate.map(parseRange);
  return (text) => {
    if (!ipaddr.isValid(text)) return "not an address";
    const address = unwrap(ipaddr.parse(text));
    if (ranges.some((range) => isWithin(address, range))) return null;
    if (METADATA.has(address.toNormalizedString())) return "a metadata address";
    const range = rangeOf(address);
    if (range === "unicast" || (allowPrivate === true && INTRANET.has(range))) return null;
    return `not a public address (${range})`;
  };
}

/** The IPv4 address that an IPv6 one stands for: mapped (`::ffff:a.b.c.d`), or behind the well-known prefix of NAT64. */
function unwrap(address: Address): Address {
  if (!(address instanceof ipaddr.IPv6)) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  if (isWithin(address, NAT64)) return new ipaddr.IPv4(address.toByteArray().slice(12));
  return address;
}

function rangeOf(address: Address): string {
  const range = address.range();
  return range === "unicast" && address instanceof ipaddr.IPv6 && !isWithin(address, GLOBAL_IPV6) ? "reserved" : range;
}

function isWithin(address: Address, [network, bits]: [Address, number]): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

function parseRange(text: string): [Address, number] {
  if (!ipaddr.isValidCIDR(text))
    throw new Error(`${text} is no range of addresses: write e.g. 10.1.0.0/16 or fd12::/48.`);
  return ipaddr.parseCIDR(text);
}
