import { RepId } from "@pointsman/contracts/id";
import { TimeOff } from "@pointsman/contracts/organisation";
import { LocalDate, Timestamp } from "@pointsman/contracts/primitive";
import { z } from "zod";

import { choice, instant, reference, text, type Read } from "../cell.ts";
import { check, fieldColumn } from "../column.ts";
import type { Kind, Values } from "./kind.ts";

/** One stretch of time off, and whose it is. */
export interface RepTimeOff {
  readonly repId: RepId;
  readonly timeOff: TimeOff;
}

/** The three forms of time off side by side: a row fills the cells of one. */
export interface FlatTimeOff {
  readonly repId: RepId;
  readonly kind: TimeOff["kind"];
  readonly firstDay?: string;
  readonly lastDay?: string;
  readonly half?: string;
  readonly from?: string;
  readonly until?: string;
}

export function flattenTimeOff({ repId, timeOff }: RepTimeOff): FlatTimeOff {
  if (!("day" in timeOff)) return { repId, ...timeOff };
  return { repId, kind: timeOff.kind, firstDay: timeOff.day, half: timeOff.half };
}

/** What stands with reps and what are entries of their own, each stretch once: of two the first is exported. */
export function mergeTimeOff(...lists: readonly (readonly RepTimeOff[])[]): readonly FlatTimeOff[] {
  const byStretch = new Map<string, RepTimeOff>();
  for (const one of lists.flat()) if (!byStretch.has(toKey(one))) byStretch.set(toKey(one), one);
  return [...byStretch.values()].map(flattenTimeOff);
}

function toKey({ repId, timeOff }: RepTimeOff): string {
  const { kind: _, ...stretch } = timeOff;
  return JSON.stringify([repId, Object.entries(stretch).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}

const KINDS = {
  vacation: "pto",
  paid_time_off: "pto",
  holidays: "pto",
  sick_leave: "sick",
  parental_leave: "leave",
  public_holiday: "holiday",
};

/** Whole days (the last one included), half a day (`half`), or from one instant until another. */
export const timeOff: Kind<FlatTimeOff> = {
  columns: [
    fieldColumn<FlatTimeOff, "repId">("repId", RepId, {
      cell: reference("rep"),
      aliases: ["Rep", "Rep Email", "Rep ID", "Employee", "Employee Email", "Email", "Name"],
    }),
    fieldColumn<FlatTimeOff, "kind">("kind", z.enum(["pto", "sick", "leave", "holiday"]), {
      cell: choice(KINDS),
      aliases: ["Type", "Leave Type", "Time Off Type", "Reason"],
      empty: "pto",
    }),
    fieldColumn<FlatTimeOff, "firstDay">("firstDay", LocalDate, {
      cell: text,
      aliases: ["Start Date", "First Day Off", "Date", "Day"],
    }),
    fieldColumn<FlatTimeOff, "lastDay">("lastDay", LocalDate, { cell: text, aliases: ["End Date", "Last Day Off"] }),
    fieldColumn<FlatTimeOff, "half">("half", z.enum(["morning", "afternoon"]), {
      cell: choice({ am: "morning", pm: "afternoon" }),
      aliases: ["Half Day", "Day Part"],
    }),
    fieldColumn<FlatTimeOff, "from">("from", Timestamp, {
      cell: instant,
      aliases: ["Start", "Start Time", "Starts At"],
    }),
    fieldColumn<FlatTimeOff, "until">("until", Timestamp, { cell: instant, aliases: ["End", "End Time", "Ends At"] }),
  ],
  needs: [["repId"], ["firstDay", "from"]],
  join,
  keyOf: (values) => toKey(values as unknown as RepTimeOff),
  refersTo: null,
};

function join({ repId, kind = "pto", firstDay, lastDay, half, from, until }: Values): Read {
  if (typeof repId !== "string")
    return { problem: "it says nobody's name", expected: "a rep, by id, e-mail address or name" };
  const byDay = firstDay !== undefined || lastDay !== undefined || half !== undefined;
  const byInstant = from !== undefined || until !== undefined;
  const isHalf = half !== undefined && (lastDay === undefined || lastDay === firstDay);
  if (byDay === byInstant || (half !== undefined && !isHalf)) {
    return {
      problem: "its times do not go together",
      expected: "firstDay and lastDay; or firstDay with half for half a day; or from and until",
    };
  }
  const off = byInstant
    ? { kind, from, until }
    : isHalf
      ? { kind, day: firstDay, half }
      : { kind, firstDay, lastDay: lastDay ?? firstDay };
  const checked = check(TimeOff, { value: off });
  return "problem" in checked ? checked : { value: { repId, timeOff: checked.value } };
}
