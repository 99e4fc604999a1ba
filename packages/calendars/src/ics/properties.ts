import ICAL from "ical.js";

// Takes dates where times are due and the other way round, as many calendars write them. Nobody else here uses the library.
ICAL.design.strict = false;

/** A property as ical.js reads it (jCal, RFC 7265). */
export interface Property {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly type: string;
  readonly values: readonly unknown[];
}

/** @throws Error where the line cannot be read */
export function parseProperty(line: string): Property {
  const [name, parameters, type, ...values] = ICAL.parse.property(line) as unknown as [
    string,
    Readonly<Record<string, unknown>>,
    string,
    ...unknown[],
  ]; // jCal is an array of exactly these
  return {
    name,
    parameters: Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, String(value)])),
    type,
    values,
  };
}

/** A time as a clock shows it. */
export interface WallTime {
  readonly wallMs: number;
  /** A whole day. */
  readonly isDate: boolean;
  readonly isUtc: boolean;
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(Z?))?$/;

/** @throws Error for what is no time, the 30th of February included */
export function parseTime(value: unknown): WallTime {
  const match = typeof value === "string" ? TIME.exec(value) : null;
  if (match === null) throw new Error("not a time");
  const [, year, month, day, hour, minute, second, zulu] = match;
  const isDate = hour === undefined;
  const dayMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (new Date(dayMs).toISOString().slice(0, 10) !== `${year}-${month}-${day}`) throw new Error("not a day");
  const [hours, minutes, seconds] = [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)];
  // 24:00 is the next midnight, and a 60th second of a minute the next minute.
  if (hours * 3_600 + minutes * 60 + seconds > 86_400 || minutes > 59 || seconds > 60) throw new Error("not a time");
  return { wallMs: dayMs + (hours * 3_600 + minutes * 60 + seconds) * 1_000, isDate, isUtc: zulu === "Z" };
}

/** How long something lasts: so many days on its clock, then so many milliseconds. */
export interface Length {
  readonly days: number;
  readonly ms: number;
}

/** @throws Error for what is no duration */
export function parseLength(value: unknown): Length {
  if (typeof value !== "string" || !/^[+-]?P(?=[\dT])/.test(value)) throw new Error("not a duration");
  const { weeks, days, hours, minutes, seconds, isNegative } = ICAL.Duration.fromString(value);
  if (isNegative) throw new Error("ends before it begins");
  return { days: weeks * 7 + days, ms: ((hours * 60 + minutes) * 60 + seconds) * 1_000 };
}
