const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What the Standard Webhooks specification suggests: after the first attempt nine more, over 75 hours and 35 minutes. */
const DELAYS_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;

/** So that messages that failed together do not come again together. */
const JITTER = 0.1;

/** The longest pause that a receiver is granted. */
const MAX_PAUSE_MS = 24 * HOUR;

/**
 * How long to wait after a failed attempt, give or take 10 %; null: it was the last.
 *
 * @param tries failed so far, this one included
 * @param chance from 0 to 1
 */
export function retryDelayMs(tries: number, chance: number): number | null {
  const delay = DELAYS_MS[tries - 1];
  return delay === undefined ? null : Math.round(delay * (1 - JITTER + 2 * JITTER * chance));
}

/** `Retry-After` in ms from now, in seconds or as a date (RFC 9110); at most a day. Null: there is none, or no sense in it. */
export function parseRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const ms = /^\s*\d{1,9}\s*$/.test(header) ? Number(header) * SECOND : Date.parse(header) - nowMs;
  return Number.isNaN(ms) ? null : Math.min(Math.max(0, ms), MAX_PAUSE_MS);
}
