import { LeadEvent } from "@pointsman/contracts/event";
import { expect, test } from "vitest";

import { makeRandomHistory, seedRandom } from "../testing/random-history.ts";
import { isPlainEvent } from "./is-plain-event.ts";

const HISTORY = makeRandomHistory(seedRandom(21), 100);
const ODD_VALUES = [
  undefined,
  "",
  "x",
  0,
  -1,
  1.5,
  2 ** 32 - 1,
  2 ** 32,
  true,
  {},
  [],
  "evt_",
  "evt_a b",
  "lead_a\n",
  `rep_${"x".repeat(92)}`,
  "Slug",
  "code",
  "sla",
  "customer",
  "lead.assigned",
  "lead.lost",
  "1969-12-31T23:59:59.999Z",
  "2300-01-01T00:00:00.000Z",
  "2026-02-28T00:00:00.000Z",
  "2026-02-29T00:00:00.000Z",
  "2028-02-29T00:00:00.000Z",
  "2026-04-31T00:00:00.000Z",
  "2026-12-31T23:59:59.999Z",
  "2026-12-31T24:00:00.000Z",
  "2026-12-31T23:59:60.000Z",
  "2026-12-31T23:59:59Z",
];

test("every event of a history is plain, on every day of the year", () => {
  expect(HISTORY.every(isPlainEvent)).toBe(true);
  const days = Array.from({ length: 365 }, (_, day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString());
  expect(days.filter((occurredAt) => !isPlainEvent({ ...HISTORY[0], occurredAt }))).toEqual([]);
});

test("what is plain the schema takes, and changes nothing in it, whatever any field holds", () => {
  const fields = Object.keys(HISTORY[0]!);
  const changed = fields.flatMap((field, index) =>
    [...ODD_VALUES, null].map((value) => ({ ...HISTORY[index % HISTORY.length], [field]: value })),
  );
  const plain = changed.filter(isPlainEvent);
  expect(plain.map((event) => LeadEvent.safeParse(event).data)).toEqual(plain);
  expect(plain.length).toBeGreaterThan(200);
});

test("values that no column holds, and events that lack a field, are not plain", () => {
  const [event] = HISTORY;
  const { requestedBy: _, ...older } = event!;
  const odd = [null, "text", older, { ...event, epoch: 2 ** 32 }, { ...event, source: "West Coast" }];
  expect(odd.filter(isPlainEvent)).toEqual([]);
});
