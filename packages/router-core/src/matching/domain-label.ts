import { isFamilyWord } from "./place-words.ts";

/** Names up to this many letters stand in the domains of many. */
const SHORT_LABEL = 3;

/** `acme-emea.co.uk` → `acme-emea`. Takes a registrable domain. */
export function toFirstLabel(domain: string): string {
  return domain.slice(0, Math.max(domain.indexOf("."), 0));
}

/** The company's name in a domain, without places: `acme-emea.com` → `acme`. Null where that is three letters or less. */
export function toCoreLabel(domain: string): string | null {
  const parts = toFirstLabel(domain).split("-");
  const label = parts.filter((part) => !isFamilyWord(part)).join("");
  return label.length > SHORT_LABEL ? label : null;
}
