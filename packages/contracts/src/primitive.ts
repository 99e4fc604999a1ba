import { z } from "zod";

/** An instant in UTC with millisecond precision, e.g. `2026-11-22T09:30:00.000Z`. Such strings sort by time. */
export const Timestamp = z.iso
  .datetime({ precision: 3, error: "expected a UTC time such as 2026-11-22T09:30:00.000Z" })
  // What the warehouse can hold. One event outside would keep all behind it from being delivered.
  .refine((time) => time >= "1970" && time < "2300", "expected a time from 1970 to 2299");
export type Timestamp = z.infer<typeof Timestamp>;

/** A day of somebody's own calendar, e.g. `2026-11-22`. Such strings sort by time. */
export const LocalDate = z.iso
  .date({ error: "expected a day such as 2026-11-22" })
  // As `Timestamp`: the midnight after the year 9999 has a longer year and no longer sorts by time.
  .refine((day) => day >= "1970" && day < "2300", "expected a day from 1970 to 2299");
export type LocalDate = z.infer<typeof LocalDate>;

/** A time of day on somebody's own clock, `00:00` to `23:59`. */
export const LocalTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "expected a time of day such as 09:30");
export type LocalTime = z.infer<typeof LocalTime>;

/** Milliseconds since 1970-01-01T00:00Z → `Timestamp`. */
export function toTimestamp(epochMs: number): Timestamp {
  return new Date(epochMs).toISOString();
}

/** A short name that people write in rules, paths and configuration: `west`, `mid-market`, `demo-form`. */
export const Slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, "expected lower-case letters, digits, - or _ (at most 63), e.g. mid-market");
export type Slug = z.infer<typeof Slug>;

/** ISO 3166-1 alpha-2, upper case. */
export const CountryCode = z.string().regex(/^[A-Z]{2}$/, "expected a two-letter country code such as US");

/** Text that a database can hold: no NUL, and no half of a surrogate pair, neither of which anybody can type. */
export function plainText(maxLength: number) {
  return storable(z.string().max(maxLength));
}

/** One line of text that a person typed: trimmed, at least one character. */
export function lineOfText(maxLength: number) {
  return storable(z.string().trim().min(1).max(maxLength));
}

function storable(text: z.ZodString): z.ZodString {
  return text
    .refine((value) => !value.includes("\0"), "holds a NUL character, which no text may")
    .refine((value) => value.isWellFormed(), "holds half of a surrogate pair: it is not valid Unicode");
}

/** Any JSON value, for columns and fields whose shape belongs to somebody else. */
export const JsonValue = z.json();
export type JsonValue = z.infer<typeof JsonValue>;
