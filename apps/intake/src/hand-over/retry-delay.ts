const MINUTE_SECONDS = 60;
const LONGEST_DELAY_SECONDS = 120 * MINUTE_SECONDS;

/** The first outage is met with short pauses for so long; only then do they grow. */
const SHORT_PHASE_SECONDS = 10 * MINUTE_SECONDS;

export interface RetryPauses {
  /** After the first failure. */
  readonly baseSeconds: number;
  /**
   * The longest in the first ten minutes of an outage. Within 30 s of the router's return every queued lead must be
   * routed, so it is well below that.
   */
  readonly capSeconds: number;
}

/**
 * Seconds to wait after a failed delivery: base, twice that, … up to the cap for about ten minutes, then doubled up to
 * two hours. With 2 and 15 s the short phase is 40 attempts, and 100 attempts last about four days.
 */
export function toRetryDelaySeconds(attempts: number, { baseSeconds, capSeconds }: RetryPauses): number {
  const shortest = Math.max(capSeconds, baseSeconds);
  const shortAttempts = Math.round(SHORT_PHASE_SECONDS / shortest);
  if (attempts <= shortAttempts) return Math.min(baseSeconds * 2 ** (attempts - 1), shortest);
  return Math.min(shortest * 2 ** (attempts - shortAttempts), LONGEST_DELAY_SECONDS);
}
