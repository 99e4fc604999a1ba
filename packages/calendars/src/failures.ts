import type { CalendarFailure, CalendarReading, HttpAnswer } from "./calendar-source.ts";

type Failed = Extract<CalendarReading, { kind: "failed" }>;

/** An answer, or the lack of one, as the reading that it makes of a calendar. Thrown within a source, never out of it. */
export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly reading: Failed;

  constructor(failure: CalendarFailure, detail: string, retryAfterMs: number | null = null) {
    super(detail);
    this.reading = { kind: "failed", failure, retryAfterMs, detail };
  }
}

/** Runs `work`; what goes wrong in it is a reading too. */
export async function settled<T>(work: () => Promise<T>): Promise<T | Failed> {
  try {
    return await work();
  } catch (error) {
    return toFailed(error);
  }
}

const BY_CODE: Readonly<Record<string, CalendarFailure>> = {
  ADDRESS_REFUSED: "address_refused",
  TOO_LARGE: "too_large",
  TOO_MANY_REDIRECTS: "not_found",
};

/** Of errors only the code is kept: messages may hold an address, which may hold a secret. */
function toFailed(error: unknown): Failed {
  if (error instanceof SourceError) return error.reading;
  const code = error instanceof Error && "code" in error ? String(error.code) : "UNKNOWN";
  return { kind: "failed", failure: BY_CODE[code] ?? "unreachable", retryAfterMs: null, detail: code };
}

/** An HTTP status that is no success, as all of the sources mean it. */
export function toSourceError(answer: HttpAnswer, nowMs: number, detail = `HTTP ${answer.status}`): SourceError {
  return new SourceError(failureOf(answer.status), detail, readRetryAfter(answer, nowMs));
}

function failureOf(status: number): CalendarFailure {
  if (status === 429) return "throttled";
  if (status === 401 || status === 403 || status === 407) return "denied";
  if (status === 404 || status === 410) return "not_found";
  if (status === 413) return "too_large";
  // Whatever else is asked for is asked for wrongly, or of something that is no calendar.
  return status >= 500 || status === 408 ? "unreachable" : "malformed";
}

const MAX_RETRY_AFTER_MS = 24 * 3_600_000;

/** `Retry-After` as seconds or as a date (RFC 9110, 10.2.3), at most a day; null where there is none. */
function readRetryAfter({ headers }: HttpAnswer, nowMs: number): number | null {
  const text = headers.get("retry-after")?.trim();
  if (!text) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS) : null;
}
