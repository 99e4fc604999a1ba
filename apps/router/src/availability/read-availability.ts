import type { GetAvailabilityInput, KnownAbsence, RepAvailability } from "@pointsman/contracts/availability";
import { AppError } from "@pointsman/contracts/error";
import type { CalendarId } from "@pointsman/contracts/id";
import type { Rep, TimeOff } from "@pointsman/contracts/organisation";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import { findAbsence } from "@pointsman/router-core/eligibility/find-absence";
import { findPresence } from "@pointsman/router-core/eligibility/find-presence";
import { toRepCalendar, type RepCalendar } from "@pointsman/router-core/eligibility/rep-calendar";
import { listCalendars, type StoredCalendar } from "@pointsman/store/availability/calendars";
import { findBlocks, type StoredBlock } from "@pointsman/store/availability/read-calendars";
import { listTimeOff } from "@pointsman/store/availability/time-off";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../context.ts";
import { toConnectedCalendar } from "./to-connected-calendar.ts";

const DAY_MS = 86_400_000;
const USUAL_RANGE_MS = 7 * DAY_MS;
/** A quarter, in which hours change some 200 times. */
const MAX_RANGE_MS = 92 * DAY_MS;
/** As many as reps may have of them (contracts `Rep`), and more than anybody has. */
const MAX_TIME_OFF = 1_000;
const MAX_CHANGES = 1_000;
const LAST_INSTANT: Timestamp = "2299-12-31T23:59:59.999Z";

/**
 * When a rep is there, now and over a range, as routing sees it, and what is known of it from where.
 *
 * @throws AppError `NOT_FOUND`; `INVALID_INPUT` for a range that is longer than a quarter
 */
export async function readAvailability(
  { db, clock, directories }: Pick<ServiceContext, "db" | "clock" | "directories">,
  input: GetAvailabilityInput,
): Promise<RepAvailability> {
  const now = toTimestamp(clock.nowMs());
  const range = toRange(input, now);
  const read = await inTransaction(db, async (tx) => {
    const { reps, organisation } = await directories.read(tx, "none");
    const calendars = await listCalendars(tx, { repId: input.repId });
    return {
      rep: reps.get(input.repId),
      saved: organisation.reps.find(({ id }) => id === input.repId),
      calendars,
      blocks: await findBlocks(
        tx,
        calendars.map(({ id }) => id),
      ),
      timeOff: (await listTimeOff(tx, { repId: input.repId, limit: MAX_TIME_OFF })).entries,
    };
  });
  const { rep, saved, calendars } = read;
  if (rep === undefined || saved === undefined) throw new AppError("NOT_FOUND", `There is no rep ${input.repId}.`);
  const shown = calendars.map((calendar) => toConnectedCalendar(calendar, now));
  const absences = [
    ...listSaved(saved, rep),
    ...listEntries(read.timeOff, rep),
    ...listBlocks(calendars, read.blocks, rep),
  ];
  return {
    repId: rep.id,
    now: toPresent(rep, now),
    stale: shown.some(({ state }) => state === "stale"),
    range: toPhases(rep, range),
    absences: absences
      .filter(({ from, until }) => from < range.until && until > range.from)
      .toSorted((a, b) => (a.from < b.from ? -1 : 1)),
    calendars: shown,
  };
}

interface Range {
  readonly from: Timestamp;
  readonly until: Timestamp;
}

function toRange({ from, until }: GetAvailabilityInput, now: Timestamp): Range {
  const start = from ?? now;
  const end = until ?? toTimestamp(Date.parse(start) + USUAL_RANGE_MS);
  const lastsMs = Date.parse(end) - Date.parse(start);
  if (lastsMs > 0 && lastsMs <= MAX_RANGE_MS) return { from: start, until: end };
  const problem = "expected an end within 92 days after the start";
  throw new AppError("INVALID_INPUT", `until: ${problem}`, [{ field: "until", problem }]);
}

function toPresent(rep: Rep, at: Timestamp): RepAvailability["now"] {
  if (rep.status === "departed") return { at, available: false, reason: "departed", backAt: null };
  const absence = findAbsence(toRepCalendar(rep), at);
  return { at, available: absence === null, reason: absence?.refusal ?? null, backAt: absence?.backAt ?? null };
}

/** The range, cut where the reason changes. */
function toPhases(rep: Rep, range: Range): RepAvailability["range"] {
  if (rep.status === "departed") return [{ ...range, reason: "departed" }];
  const phases: { from: Timestamp; until: Timestamp; reason: RepAvailability["range"][number]["reason"] }[] = [];
  const calendar = toRepCalendar(rep);
  for (let at = range.from, cuts = 0; at < range.until && cuts < MAX_CHANGES; cuts += 1) {
    const { reason, until } = phaseAt(calendar, at, range.until);
    const last = phases.at(-1);
    if (last?.reason === reason) last.until = until;
    else phases.push({ from: at, until, reason });
    at = until;
  }
  return phases;
}

function phaseAt(calendar: RepCalendar, at: Timestamp, end: Timestamp) {
  const { absence, untilMs } = findPresence(calendar, at);
  // Of who is never back nobody says until when that holds.
  const until = untilMs > Date.parse(at) && untilMs < Date.parse(end) ? toTimestamp(untilMs) : end;
  return { reason: absence?.refusal ?? null, until };
}

/** What stands with the rep himself. */
function listSaved(saved: Rep, rep: Rep): readonly KnownAbsence[] {
  const known = { source: "rep", timeOffId: null, calendarId: null, freshUntil: null } as const;
  const off = saved.timeOff.map((timeOff) => ({ ...known, ...toAbsence(timeOff, rep) }));
  const busy = saved.busy.map((block) => ({ ...known, ...block, keepsLeadsAway: keepsAway(rep, block) }));
  return [...off, ...busy];
}

function listEntries(entries: Awaited<ReturnType<typeof listTimeOff>>["entries"], rep: Rep): readonly KnownAbsence[] {
  return entries.map(({ id, source, timeOff }) => ({
    ...toAbsence(timeOff, rep),
    source,
    timeOffId: id,
    calendarId: null,
    freshUntil: null,
  }));
}

function listBlocks(
  calendars: readonly StoredCalendar[],
  blocks: ReadonlyMap<CalendarId, readonly StoredBlock[]>,
  rep: Rep,
): readonly KnownAbsence[] {
  return calendars.flatMap(({ id, freshUntil }) =>
    (blocks.get(id) ?? []).map((block) => ({
      ...block,
      source: "calendar" as const,
      timeOffId: null,
      calendarId: id,
      freshUntil,
      keepsLeadsAway: keepsAway(rep, block),
    })),
  );
}

/** Time off as instants on the rep's clock. */
function toAbsence(timeOff: TimeOff, rep: Rep): Pick<KnownAbsence, "kind" | "from" | "until" | "keepsLeadsAway"> {
  const [stretch] = toRepCalendar({ ...rep, timeOff: [timeOff], busy: [] }).timeOff;
  if (stretch === undefined) throw new Error("Time off is always a stretch of time");
  // Who is off for ever is back the day after the last one that can be said.
  const until = stretch.until < LAST_INSTANT ? stretch.until : LAST_INSTANT;
  return { kind: timeOff.kind, ...stretch, until, keepsLeadsAway: true };
}

/** Whether one block of his calendar, by itself, is one that leads do not come in. */
function keepsAway(rep: Rep, block: StoredBlock | Rep["busy"][number]): boolean {
  return (toRepCalendar({ ...rep, timeOff: [], busy: [block] }).busy?.length ?? 0) > 0;
}
