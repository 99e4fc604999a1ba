import type { AbsenceSource } from "@pointsman/contracts/decision";
import type { BusyBlock, TimeOff } from "@pointsman/contracts/organisation";
import { expect, test } from "vitest";

import { buildRep } from "../decide.fixture.ts";
import { findAbsence } from "./find-absence.ts";
import { toRepCalendar } from "./rep-calendar.ts";
import { withAvailability } from "./with-availability.ts";

const NOON = "2026-11-20T12:00:00.000Z";
const ONE = "2026-11-20T13:00:00.000Z";
const SIX = "2026-11-20T18:00:00.000Z";
const SEVEN = "2026-11-20T19:00:00.000Z";

const away = (from: string, until: string, source: AbsenceSource) =>
  ({ kind: "out_of_office", from, until, source }) as const;
const busy = (from: string, until: string, source: AbsenceSource) => ({ kind: "busy", from, until, source }) as const;
const entry = (until: string, source: AbsenceSource) => ({ kind: "pto", from: NOON, until, source }) as const;

type Sourced<T> = T & { readonly source?: AbsenceSource };

test.each<
  [
    string,
    {
      readonly own?: readonly TimeOff[];
      readonly timeOff?: readonly Sourced<TimeOff>[];
      readonly blocks?: readonly Sourced<BusyBlock>[];
    },
    AbsenceSource | undefined,
  ]
>([
  ["by a calendar", { blocks: [away(NOON, ONE, "google")] }, "google"],
  ["busy by a calendar", { blocks: [busy(NOON, SIX, "microsoft")] }, "microsoft"],
  ["by an entry", { timeOff: [entry(ONE, "api")] }, "api"],
  ["by the entry that says for how long", { timeOff: [entry(ONE, "import")], blocks: [away(NOON, SIX, "ics")] }, "ics"],
  ["by what adjoins", { timeOff: [entry(ONE, "import")], blocks: [away(ONE, SIX, "ics")] }, "ics"],
  ["not by one that ends before", { timeOff: [entry(SIX, "import")], blocks: [away(NOON, ONE, "ics")] }, "import"],
  ["by what stands with the rep", { own: [{ kind: "pto", from: NOON, until: SEVEN }] }, undefined],
  [
    "by what stands with the rep for longest",
    { own: [{ kind: "pto", from: NOON, until: SEVEN }], blocks: [away(NOON, SIX, "google")] },
    undefined,
  ],
])("away %s", (_, { own = [], timeOff = [], blocks = [] }, source) => {
  const ann = withAvailability(buildRep("ann", { timeOff: own }), {
    longBusyMinutes: 240,
    timeOff: new Map([["rep_ann", timeOff]]),
    blocks: new Map([["rep_ann", blocks]]),
  });
  expect(findAbsence(toRepCalendar(ann), NOON)).toMatchObject({ refusal: expect.any(String) });
  expect(findAbsence(toRepCalendar(ann), NOON)?.source).toBe(source);
});
