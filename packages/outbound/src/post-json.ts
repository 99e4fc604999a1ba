import type { AttemptResult } from "./attempt-result.ts";
import type { GuardedFetch } from "./guarded-fetch.ts";
import { parseRetryAfter } from "./retry-schedule.ts";

const MAX_ERROR_LENGTH = 200;

/** Statuses that ask for fewer calls, whether or not they say for how long. */
const SLOW_DOWN: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const DEFAULT_PAUSE_MS = 30_000;

/**
 * Posts JSON once. Never throws. 2xx is success and 410 the end; everything else, redirects too, can be tried again.
 *
 * @param fetch one that follows no redirects, as the Standard Webhooks specification asks
 */
export async function postJson(
  fetch: GuardedFetch,
  {
    url,
    body,
    headers,
    nowMs,
  }: { url: string; body: string; headers: Readonly<Record<string, string>>; nowMs: number },
): Promise<AttemptResult> {
  try {
    const { status, headers: answered } = await fetch(url, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json", "user-agent": "Pointsman" },
      body,
    });
    if (status >= 200 && status < 300) return { result: "delivered", status, error: null, pauseMs: null };
    const result = status === 410 ? "gone" : "retry";
    return {
      result,
      status,
      error: describeStatus(status),
      pauseMs: toPause(status, answered.get("retry-after"), nowMs),
    };
  } catch (error) {
    return { result: "retry", status: null, error: describeError(error), pauseMs: null };
  }
}

function describeStatus(status: number): string {
  const isRedirect = status >= 300 && status < 400;
  return isRedirect ? `HTTP ${status}: redirects are not followed` : `HTTP ${status}`;
}

function toPause(status: number, retryAfter: string | null, nowMs: number): number | null {
  return parseRetryAfter(retryAfter, nowMs) ?? (SLOW_DOWN.has(status) ? DEFAULT_PAUSE_MS : null);
}

function describeError(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "ERROR";
  const text = error instanceof Error ? `${code}: ${error.message}` : code;
  return text.slice(0, MAX_ERROR_LENGTH);
}
