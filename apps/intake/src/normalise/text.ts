import type { Normalised } from "./normalised.ts";

/** Marks that reorder what a person sees, and invisible ones that make two equal texts differ. */
const INVISIBLE = /[\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/gu;
const CONTROL = /\p{Cc}/gu;
const CONTROL_SAVE_NEWLINE = /[^\P{Cc}\n]/gu;

/**
 * One line of typed text: no control characters, no bidi overrides, single spaces, Unicode NFC.
 * Doing it twice changes nothing, so that a redriven lead stays the same.
 */
export function cleanLine(text: string): string {
  const visible = text.toWellFormed().replace(/\s/gu, " ").replace(CONTROL, "").replace(INVISIBLE, "");
  return visible.normalize("NFC").replaceAll(/ {2,}/g, " ").trim();
}

/** Typed text that keeps its line breaks, as `\n`. */
export function cleanText(text: string): string {
  const breaks = text.toWellFormed().replaceAll(/\r\n?|[\u2028\u2029]/gu, "\n");
  const visible = breaks.replaceAll("\t", " ").replace(CONTROL_SAVE_NEWLINE, "").replace(INVISIBLE, "");
  return visible.normalize("NFC").trim();
}

/** At most `maxLength` UTF-16 units, never half a character. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cut = text.slice(0, maxLength);
  return (cut.isWellFormed() ? cut : cut.slice(0, -1)).trimEnd();
}

/** A normaliser for one line with an upper bound. */
export function lineUpTo(maxLength: number) {
  return (text: string): Normalised<string> => toBounded(cleanLine(text), maxLength);
}

/** A normaliser for several lines with an upper bound. */
export function textUpTo(maxLength: number) {
  return (text: string): Normalised<string> => toBounded(cleanText(text), maxLength);
}

function toBounded(clean: string, maxLength: number): Normalised<string> {
  if (clean === "") return {};
  if (clean.length <= maxLength) return { value: clean };
  return { value: cutText(clean, maxLength), warning: `cut to ${maxLength} characters` };
}
