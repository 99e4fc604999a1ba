import type { KnownAvailability } from "@pointsman/contracts/availability";
import type { BusyBlock, TimeOff } from "@pointsman/contracts/organisation";
import { expect, test } from "vitest";

import { buildRep } from "../decide.fixture.ts";
import { findAbsence } from "./find-absence.ts";
import { toRepCalendar } from "./rep-calendar.ts";
import { withAvailability } from "./with-availability.ts";

/** Friday, nine in the morning in Los Angeles. */
const NOW = "2026-11-20T17:00:00.000Z";
const EVENING = "2026-11-21T01:00:00.000Z";

function known(rest: {
  readonly timeOff?: readonly TimeOff[];
  readonly blocks?: readonly BusyBlock[];
  readonly longBusyMinutes?: number;
}): KnownAvailability {
  const { timeOff = [], blocks = [], longBusyMinutes = 240 } = rest;
  return { longBusyMinutes, timeOff: new Map([["rep_ann", timeOff]]), blocks: new Map([["rep_ann", blocks]]) };
}

const block = (kind: BusyBlock["kind"], until: string): BusyBlock => ({ kind, from: NOW, until });

test.each([
  ["nothing known", {}, {}, null],
  [
    "a day off by the API",
    {},
    { timeOff: [{ kind: "sick", firstDay: "2026-11-20", lastDay: "2026-11-20" }] },
    "out_of_office",
  ],
  ["out of office by his calendar", {}, { blocks: [block("out_of_office", EVENING)] }, "out_of_office"],
  ["that, where it does not count", { busyCounts: ["busy"] }, { blocks: [block("out_of_office", EVENING)] }, null],
  ["a busy day", {}, { blocks: [block("busy", EVENING)] }, "busy"],
  ["an hour's meeting", {}, { blocks: [block("busy", "2026-11-20T18:00:00.000Z")] }, null],
  [
    "that, where an hour is long for all",
    {},
    { blocks: [block("busy", "2026-11-20T18:00:00.000Z")], longBusyMinutes: 60 },
    "busy",
  ],
  [
    "that, but not for him",
    { longBusyMinutes: 120 },
    { blocks: [block("busy", "2026-11-20T18:00:00.000Z")], longBusyMinutes: 60 },
    null,
  ],
] as const)("%s", (_, rep, rest, refusal) => {
  const ann = buildRep("ann", rep);
  expect(findAbsence(toRepCalendar(withAvailability(ann, known(rest))), NOW)?.refusal ?? null).toBe(refusal);
});

test("what stands with the rep stays, and others are not touched", () => {
  const timeOff = [{ kind: "pto", firstDay: "2026-12-24", lastDay: "2026-12-31" }] as const;
  const ann = withAvailability(buildRep("ann", { timeOff }), known({ timeOff: [{ ...timeOff[0], kind: "leave" }] }));
  expect(ann.timeOff).toEqual([...timeOff, { ...timeOff[0], kind: "leave" }]);
  const bob = buildRep("bob", { timeOff });
  expect(withAvailability(bob, known({}))).toEqual({ ...bob, longBusyMinutes: 240 });
});
