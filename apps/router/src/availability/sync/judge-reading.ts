import type { CalendarReading } from "@pointsman/calendars/calendar-source";
import type { CalendarFailure } from "@pointsman/contracts/availability";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import type { ClaimedCalendar, ReadOutcome } from "@pointsman/store/availability/read-calendars";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Up to where calendars are read. The longest hold is of 30 days: what comes later is not asked about yet. */
const AHEAD_DAYS = 61;

/** While more than this is known a feed may answer that nothing changed; else it is read again, for what recurs. */
const KNOWN_ENOUGH_MS = 40 * DAY_MS;

/** Readings that may be missed before a calendar is stale. */
const FRESH_READINGS = 4;

/** What may pass by itself is tried soon, and then at growing distances; the rest waits for somebody to do something. */
const PASSING: ReadonlySet<CalendarFailure> = new Set(["unreachable", "throttled"]);
const FIRST_PAUSE_MS = { passing: MINUTE_MS, lasting: 30 * MINUTE_MS } as const;
const LONGEST_PAUSE_MS = { passing: HOUR_MS, lasting: 6 * HOUR_MS } as const;

/** Whole days of UTC, so that what goes on beyond the window changes with the day and not with each reading. */
export function windowAt(nowMs: number): { readonly from: Timestamp; readonly until: Timestamp } {
  const today = Math.floor(nowMs / DAY_MS);
  return { from: toTimestamp((today - 1) * DAY_MS), until: toTimestamp((today + AHEAD_DAYS) * DAY_MS) };
}

/** Whether "nothing changed" would tell all there is to know. */
export function isKnownEnough({ knownUntil, readInZone, timeZone }: ClaimedCalendar, nowMs: number): boolean {
  return knownUntil !== null && Date.parse(knownUntil) - nowMs > KNOWN_ENOUGH_MS && readInZone === timeZone;
}

interface Ambient {
  readonly nowMs: number;
  readonly everyMs: number;
  readonly chance: () => number;
}

export type Reading = CalendarReading | { readonly kind: "failed"; readonly failure: "not_configured" };

/** What a reading makes of a calendar, and when it is read next: by chance a bit earlier or later, so that not all come at once. */
export function judgeReading(
  claim: ClaimedCalendar,
  reading: Reading,
  { nowMs, everyMs, chance }: Ambient,
): ReadOutcome {
  const { id } = claim;
  const after = (ms: number) => toTimestamp(nowMs + Math.round(ms * (0.9 + chance() / 5)));
  if (reading.kind === "failed") {
    const failures = claim.failures + 1;
    const retryAfterMs = ("retryAfterMs" in reading ? reading.retryAfterMs : null) ?? 0;
    const nextReadAt = after(Math.max(pauseMs(reading.failure, failures), retryAfterMs / 0.9));
    const detail = "detail" in reading ? reading.detail.slice(0, 200) : "";
    return { kind: "failed", id, nextReadAt, failures, failure: reading.failure, detail };
  }
  const read = {
    id,
    nextReadAt: after(everyMs),
    lastReadAt: toTimestamp(nowMs),
    freshUntil: freshUntil(nowMs, everyMs),
  };
  if (reading.kind === "unchanged") return { kind: "unchanged", ...read };
  const { etag = null, lastModified = null } = reading.validators ?? {};
  const knownUntil = windowAt(nowMs).until;
  return {
    kind: "read",
    ...read,
    knownUntil,
    readInZone: claim.timeZone,
    etag,
    lastModified,
    skipped: reading.skipped,
  };
}

function freshUntil(nowMs: number, everyMs: number): Timestamp {
  return toTimestamp(nowMs + FRESH_READINGS * everyMs);
}

function pauseMs(failure: CalendarFailure, failures: number): number {
  const kind = PASSING.has(failure) ? "passing" : "lasting";
  return Math.min(FIRST_PAUSE_MS[kind] * 2 ** (failures - 1), LONGEST_PAUSE_MS[kind]);
}
