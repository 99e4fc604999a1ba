const MINUTE_SECONDS = 60;
const LONGEST_DELAY_SECONDS = 120 * MINUTE_SECONDS;

/**
 * Within 30 s of the router's return every queued lead must be routed, so a first outage of about ten minutes is
 * met with short pauses; only then do they grow to two hours, where 100 attempts last about four days.
 */
const SHORT_DELAY_SECONDS = 15;
const SHORT_ATTEMPTS = 40;

/** Seconds to wait after a failed delivery: base, twice that, … 15 s up to attempt 40, then doubled up to 2 h. */
export function toRetryDelaySeconds(attempts: number, baseSeconds: number): number {
  const shortest = Math.max(SHORT_DELAY_SECONDS, baseSeconds);
  if (attempts <= SHORT_ATTEMPTS) return Math.min(baseSeconds * 2 ** (attempts - 1), shortest);
  return Math.min(shortest * 2 ** (attempts - SHORT_ATTEMPTS), LONGEST_DELAY_SECONDS);
}
