import { getDomain } from "tldts";

import { toAsciiLabel } from "./punycode.ts";

/** Longest host name of DNS, and longest URL worth looking at. */
const MAX_HOST = 253;
const MAX_INPUT = 2_048;

/**
 * The domain that somebody registered, as DNS has it: `https://shop.Bücher.example/x` → `xn--bcher-kva.example`. Takes
 * a host or a URL; null where there is none: `localhost`, an IP address, `co.uk`.
 *
 * Suffixes that a company sells names under count (`acme.uk.com`, `acme.github.io`); a host that is such a suffix itself
 * is its owner's (`uk.com`).
 */
export function toRegistrableDomain(hostOrUrl: string): string | null {
  if (hostOrUrl.length > MAX_INPUT) return null;
  const folded = hostOrUrl.trim().normalize("NFKC").toLowerCase().normalize("NFC").replaceAll("。", ".");
  const domain = getDomain(folded, { allowPrivateDomains: true }) ?? getDomain(folded, { allowPrivateDomains: false });
  return domain === null ? null : toAsciiDomain(domain);
}

function toAsciiDomain(domain: string): string | null {
  const labels = domain.split(".").map(toAsciiLabel);
  if (labels.includes(null)) return null;
  const ascii = labels.join(".");
  return ascii.length > MAX_HOST ? null : ascii;
}
