import { z } from "zod";

import type { AbsenceSource } from "./decision.ts";
import { CalendarId, RepId, TimeOffId } from "./id.ts";
import { type BusyBlock, BusyKind, LongBusyMinutes, TimeOff, TimeOffKind } from "./organisation.ts";
import { Timestamp } from "./primitive.ts";

/** Where something is known from; absent: it stands with the rep. */
export interface Sourced {
  readonly source?: AbsenceSource;
}

/** Beside what stands with the reps: time off one by one, and what calendars say. */
export interface KnownAvailability {
  readonly longBusyMinutes: number;
  readonly timeOff: ReadonlyMap<RepId, readonly (TimeOff & Sourced)[]>;
  /** `out_of_office` and `busy`. */
  readonly blocks: ReadonlyMap<RepId, readonly (BusyBlock & Sourced)[]>;
}

/**
 * Where an absence is known from: the rep as he was saved, an entry of its own by the API or by an import, or a calendar.
 */
export const AvailabilitySource = z.enum(["rep", "api", "import", "calendar"]);
export type AvailabilitySource = z.infer<typeof AvailabilitySource>;

/** So many at once; more come in several calls. */
const MAX_ENTRIES = 1_000;

/** `availability.addTimeOff`: what is on file already stays as it is, under its id, so that a repeat does no harm. */
export const AddTimeOffInput = z
  .strictObject({
    entries: z
      .array(z.object({ repId: RepId, timeOff: TimeOff }).readonly())
      .min(1)
      .max(MAX_ENTRIES)
      .readonly(),
    source: z.enum(["api", "import"]).default("api"),
  })
  .readonly();
export type AddTimeOffInput = z.infer<typeof AddTimeOffInput>;

/** `availability.changeTimeOff`: in place of what the entry said. */
export const ChangeTimeOffInput = z.strictObject({ id: TimeOffId, timeOff: TimeOff }).readonly();
export type ChangeTimeOffInput = z.infer<typeof ChangeTimeOffInput>;

/** `availability.removeTimeOff` */
export const RemoveTimeOffInput = z
  .strictObject({ ids: z.array(TimeOffId).min(1).max(MAX_ENTRIES).readonly() })
  .readonly();
export type RemoveTimeOffInput = z.infer<typeof RemoveTimeOffInput>;

/** `availability.listTimeOff`: by id, page by page. */
export const ListTimeOffInput = z
  .strictObject({
    repId: RepId.optional(),
    limit: z.number().int().min(1).max(MAX_ENTRIES).default(100),
    cursor: z.string().max(200).optional(),
  })
  .readonly();
export type ListTimeOffInput = z.infer<typeof ListTimeOffInput>;

/** Time off as an entry of its own. What stands with a rep is changed with him: `reps.upsert`. */
export const TimeOffEntry = z
  .object({
    id: TimeOffId,
    repId: RepId,
    timeOff: TimeOff,
    source: z.enum(["api", "import"]),
    changedAt: Timestamp,
    /** The API key. */
    changedBy: z.string(),
  })
  .readonly();
export type TimeOffEntry = z.infer<typeof TimeOffEntry>;

/** `ics`: a feed (RFC 5545); `google`: Google Calendar; `microsoft`: Microsoft 365 by Graph. */
export const CalendarKind = z.enum(["ics", "google", "microsoft"]);
export type CalendarKind = z.infer<typeof CalendarKind>;

/** `availability.connectCalendar`: whose, and where. The same calendar twice is one. */
export const ConnectCalendarInput = z
  .strictObject({
    repId: RepId,
    kind: CalendarKind,
    /** Of a feed its URL (https, http or webcal), else the address that the vendor knows the calendar by. */
    address: z.string().trim().min(1).max(2_000),
    /** Every event of it is time off: a feed of holidays, or of an HR system. */
    allIsTimeOff: z.boolean().default(false),
  })
  .readonly();
export type ConnectCalendarInput = z.infer<typeof ConnectCalendarInput>;

export const CalendarInput = z.strictObject({ calendarId: CalendarId }).readonly();

export const ListCalendarsInput = z.strictObject({ repId: RepId.optional() }).readonly();

/** Why a calendar could not be read; see docs/availability.md. */
export const CalendarFailure = z.enum([
  "unreachable",
  "throttled",
  "denied",
  "not_found",
  "address_refused",
  "malformed",
  "too_large",
  "not_configured",
]);
export type CalendarFailure = z.infer<typeof CalendarFailure>;

/** A calendar that is read from time to time, and how that goes. */
export const ConnectedCalendar = z
  .object({
    id: CalendarId,
    repId: RepId,
    kind: CalendarKind,
    /** Of a feed only its host: the rest is a secret. */
    address: z.string(),
    allIsTimeOff: z.boolean(),
    /** `new`: never read yet. `stale`: last read too long ago; what is known of it still counts. */
    state: z.enum(["new", "fresh", "stale"]),
    lastReadAt: Timestamp.nullable(),
    freshUntil: Timestamp.nullable(),
    nextReadAt: Timestamp,
    /** Attempts in a row. */
    failures: z.number().int(),
    failure: CalendarFailure.nullable(),
    /** Events that could not be read when it was last read. */
    skipped: z.number().int(),
    blocks: z.number().int(),
  })
  .readonly();
export type ConnectedCalendar = z.infer<typeof ConnectedCalendar>;

/** What holds for all reps. */
export const AvailabilityPolicy = z
  .object({
    /** From how many minutes of working hours on a busy block keeps leads away; a meeting does not. */
    longBusyMinutes: LongBusyMinutes.default(240),
    /** After how many hours without a reading the rep and the owner of the fallback queue are told. */
    tellStaleAfterHours: z.number().int().min(1).max(720).default(24),
  })
  .readonly();
export type AvailabilityPolicy = z.infer<typeof AvailabilityPolicy>;

/** `availability.get`: a rep now, and from `from` to `until`: if they are not given, a week from now. */
export const GetAvailabilityInput = z
  .strictObject({ repId: RepId, from: Timestamp.optional(), until: Timestamp.optional() })
  .refine(({ from, until }) => from === undefined || until === undefined || from < until, {
    path: ["until"],
    error: "expected an end after the start",
  })
  .readonly();
export type GetAvailabilityInput = z.infer<typeof GetAvailabilityInput>;

/** Why leads do not go to a rep, as decisions have it. */
export const AbsenceReason = z.enum(["departed", "out_of_office", "outside_hours", "busy"]);
export type AbsenceReason = z.infer<typeof AbsenceReason>;

const Presence = z.object({ from: Timestamp, until: Timestamp, reason: AbsenceReason.nullable() }).readonly();

/** Something that is known of when a rep is there, and whether it keeps leads from him. */
export const KnownAbsence = z
  .object({
    from: Timestamp,
    until: Timestamp,
    kind: z.enum([...TimeOffKind.options, ...BusyKind.options]),
    source: AvailabilitySource,
    timeOffId: TimeOffId.nullable(),
    calendarId: CalendarId.nullable(),
    /** Null: it does not go stale. */
    freshUntil: Timestamp.nullable(),
    keepsLeadsAway: z.boolean(),
  })
  .readonly();
export type KnownAbsence = z.infer<typeof KnownAbsence>;

export const RepAvailability = z
  .object({
    repId: RepId,
    now: z
      .object({
        at: Timestamp,
        available: z.boolean(),
        reason: AbsenceReason.nullable(),
        /** When he is there again: on shift, back and free. Null: he is there, or nobody knows. */
        backAt: Timestamp.nullable(),
      })
      .readonly(),
    /** One of his calendars is stale: he may be away without our knowing. */
    stale: z.boolean(),
    /** The range, cut where something changes; `reason` is null where he is there. */
    range: z.array(Presence).readonly(),
    absences: z.array(KnownAbsence).readonly(),
    calendars: z.array(ConnectedCalendar).readonly(),
  })
  .readonly();
export type RepAvailability = z.infer<typeof RepAvailability>;

/** What the procedures of availability answer with. */
export const TimeOffPage = z
  .object({ entries: z.array(TimeOffEntry).readonly(), nextCursor: z.string().nullable() })
  .readonly();
export const AddedTimeOff = z.object({ ids: z.array(TimeOffId).readonly() }).readonly();
export const ChangedTimeOff = z.object({ id: TimeOffId }).readonly();
export const CalendarList = z.object({ calendars: z.array(ConnectedCalendar).readonly() }).readonly();
