import * as fc from "fast-check";
import { expect, test } from "vitest";

import { toId } from "./id.ts";
import { parseTraceparent, toLeadTrace, toTraceparent } from "./trace.ts";

test("a lead's trace has the digits of its id", () => {
  expect(toLeadTrace("lead_4BF92F35-77b3-8da6-a3ce-929d0e0e4736", 1)).toEqual({
    traceId: "4bf92f3577b38da6a3ce929d0e0e4736",
    spanId: "a3ce929d0e0e4736",
    isSampled: true,
  });
});

test.each([
  "lead_1",
  "lead_4bf92f35-77b3-8da6-0000-000000000000",
  "lead_4bf92f35-77b3-8da6-a3ce-929d0e0e47360",
] as const)("%s has no trace", (leadId) => {
  expect(toLeadTrace(leadId, 1)).toBeNull();
});

test("about the share asked for is traced, and nothing at 0", () => {
  const ids = fc.sample(fc.uuid({ version: 8 }), { numRuns: 2_000, seed: 1 }).map((uuid) => toId("lead", uuid));
  const traced = (share: number) => ids.filter((id) => toLeadTrace(id, share)?.isSampled === true).length;
  expect(traced(0)).toBe(0);
  expect(traced(1)).toBe(ids.length);
  expect(traced(0.25) / ids.length).toBeGreaterThan(0.15);
  expect(traced(0.25) / ids.length).toBeLessThan(0.35);
});

test("a header reads back as it was written", () => {
  fc.assert(
    fc.property(fc.uuid(), fc.double({ min: 0, max: 1, noNaN: true }), (uuid, share) => {
      const place = toLeadTrace(toId("lead", uuid), share);
      expect(place === null ? null : parseTraceparent(toTraceparent(place))).toEqual(place);
    }),
  );
});

test.each([
  null,
  "",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
  "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
  "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
])("%s is no place in a trace", (header) => {
  expect(parseTraceparent(header)).toBeNull();
});
