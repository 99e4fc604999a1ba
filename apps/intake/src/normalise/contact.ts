import type { Normalised } from "./normalised.ts";
import { cleanLine, cutText, lineUpTo } from "./text.ts";

/** Digits with the usual marks between them, and an extension: what a telephone system could dial. */
const PLAUSIBLE_PHONE = /^\+?[\d\s().\-/]{5,30}(?:(?:\s*(?:ext\.?|x|#)\s*)\d{1,6})?$/i;

/** Kept as typed: a rep reads more out of an odd number than out of none. */
export function normalisePhone(typed: string): Normalised<string> {
  const value = cutText(cleanLine(typed), 60);
  if (value === "") return {};
  const digits = value.replaceAll(/\D/g, "").length;
  const isPlausible = PLAUSIBLE_PHONE.test(value) && digits >= 5 && digits <= 21;
  return isPlausible ? { value } : { value, warning: "kept as typed, it does not look like a phone number" };
}

/** `ca` and `US-CA` → `CA`; a name stays a name. */
export function normaliseRegion(typed: string): Normalised<string> {
  const line = lineUpTo(100)(typed);
  const code = /^(?:[a-z]{2}-)?([a-z]{2,3})$/i.exec(line.value ?? "")?.[1];
  return code === undefined ? line : { value: code.toUpperCase() };
}

/** `sw1a 1aa` → `SW1A 1AA`. */
export function normalisePostcode(typed: string): Normalised<string> {
  const line = lineUpTo(20)(typed);
  // A capital may be several characters where the small letter is one: `ῒ`.
  return line.value === undefined ? line : { ...line, value: cutText(line.value.toUpperCase().normalize("NFC"), 20) };
}

/** Kept as typed where it can be opened as a web page; `javascript:` and the like must never become a link. */
export function normaliseWebsite(typed: string): Normalised<string> {
  const line = lineUpTo(500)(typed);
  if (line.value === undefined) return {};
  const hasScheme = /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(line.value);
  const url = URL.parse(hasScheme ? line.value : `https://${line.value}`);
  if (url === null || !/^https?:$/.test(url.protocol)) return { warning: "not a web address" };
  return line;
}

/** `Ada King Lovelace` and `Lovelace, Ada King` → first name and the rest. */
export function splitName(typed: string): { readonly firstName?: string; readonly lastName?: string } {
  const name = cleanLine(typed);
  const [before = "", after] = name.split(/,(.*)/s, 2);
  if (after !== undefined && after.trim() !== "") return toNames(after, before);
  const [first = "", ...rest] = name.split(" ");
  return toNames(first, rest.join(" "));
}

function toNames(first: string, last: string): { readonly firstName?: string; readonly lastName?: string } {
  const firstName = cutText(first.trim(), 200);
  const lastName = cutText(last.trim(), 200);
  return { ...(firstName !== "" && { firstName }), ...(lastName !== "" && { lastName }) };
}
