import { replay } from "@pointsman/router-core/replay";
import { expect, test } from "vitest";

import { recordDecisions } from "./record-decisions.ts";
import { demoRuleSet } from "./rule-set.ts";

const RECORDS = [...recordDecisions(7, 3_000)];

test("the same seed gives the same history, another seed another", () => {
  expect(JSON.stringify([...recordDecisions(7, 200)])).toBe(JSON.stringify(RECORDS.slice(0, 200)));
  expect(JSON.stringify([...recordDecisions(8, 5)])).not.toBe(JSON.stringify(RECORDS.slice(0, 5)));
});

test("every record replays", () => {
  expect(RECORDS.flatMap((record) => replay(demoRuleSet, record).differences)).toEqual([]);
});

test("the history has every outcome, way of choosing and refusal that the demo organisation allows", () => {
  const decisions = RECORDS.map(({ decision }) => decision);
  const outcomes = decisions.map(({ outcome }) =>
    outcome.kind === "assigned" ? outcome.via : outcome.kind === "parked" ? outcome.reason : outcome.kind,
  );
  const refusals = decisions.flatMap(({ trace }) =>
    trace.steps.flatMap(({ candidates }) => candidates.flatMap(({ refusal }) => refusal ?? [])),
  );
  expect([...new Set(outcomes)]).toEqual(
    expect.arrayContaining([
      "target",
      "backup",
      "next_in_pool",
      "manual",
      "held",
      "attached",
      "no_coverage",
      "nobody_available",
    ]),
  );
  expect([...new Set(refusals)]).toEqual(
    expect.arrayContaining(["departed", "excluded", "out_of_office", "at_hard_cap"]),
  );
});
