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
  const folded = fold(hostOrUrl.trim());
  const domain = getDomain(folded, { allowPrivateDomains: true }) ?? getDomain(folded, { allowPrivateDomains: false });
  return domain === null ? null : toAsciiDomain(domain);
}

// oxlint-disable-next-line no-control-regex -- the range is what is asked
const ASCII = /^[\0-\x7f]*$/;

function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text.normalize("NFKC").toLowerCase().normalize("NFC").replaceAll("。", ".");
}

function toAsciiDomain(domain: string): string | null {
  const labels = domain.split(".").map(toAsciiLabel);
  if (labels.includes(null)) return null;
  const ascii = labels.join(".");
  return ascii.length > MAX_HOST ? null : ascii;
}
