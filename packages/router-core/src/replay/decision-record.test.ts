import { describe, expect, test } from "vitest";

import { buildRep, decideGiven, NOW, RULES, toInputs } from "../decide.fixture.ts";
import { replay } from "../replay.ts";
import { parseRecord, toRecord } from "./decision-record.ts";
import { formatDifference } from "./list-differences.ts";

const GIVEN = { reps: [buildRep("ann"), buildRep("dora")], pool: ["ann", "dora"] };

/** The record of Ann's lead as a file would hold it, with the value at a dotted path replaced; undefined removes it. */
function recordWith(path: string, value: unknown): unknown {
  const record = JSON.parse(JSON.stringify(toRecord(toInputs(GIVEN), decideGiven(GIVEN).decision)));
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  let at = record;
  for (const key of keys) at = at[key];
  at[last] = value;
  return JSON.parse(JSON.stringify(record));
}

describe("a record", () => {
  test("is read as it was written, and replays", () => {
    const record = parseRecord(recordWith("format", 1));
    expect(record).toEqual(toRecord(toInputs(GIVEN), decideGiven(GIVEN).decision));
    expect(replay(RULES, record)).toMatchObject({ identical: true, differences: [] });
  });

  test.each([
    ["format", 2, "format: unknown format 2; this version reads format 1"],
    ["format", "1", 'format: unknown format "1"; this version reads format 1'],
    ["format", undefined, "format: missing"],
    ["inputs", undefined, "inputs: missing"],
    ["inputs.format", 7, "inputs.format: unknown format 7; this version reads format 1"],
    ["ruleSet", undefined, "ruleSet: missing"],
    ["ruleSet.hash", 5, "ruleSet.hash: expected text"],
    ["ruleSet.version", 3, "inputs.ruleSet: version 1 (test), but the record names version 3 (test)"],
    ["decision", undefined, "decision: missing"],
    ["decision.trace.steps", {}, "decision.trace.steps: expected a list"],
    ["decision.ruleSet.hash", "x", "decision.ruleSet: version 1 (x), but the record names version 1 (test)"],
    ["inputs.request.now", undefined, "inputs.request.now: missing"],
    ["inputs.request.facts", [], "inputs.request.facts: expected an object"],
    ["inputs.request.assignTo", 1, "inputs.request.assignTo: expected text or null"],
    ["inputs.snapshot.pools", null, "inputs.snapshot.pools: expected an object"],
    ["inputs.snapshot.reps.rep_ann.openLeads", "1", "inputs.snapshot.reps.rep_ann.openLeads: expected a number"],
    ["inputs.snapshot.reps.rep_ann.hours", { shifts: [] }, "inputs.snapshot.reps.rep_ann.hours.timeZone: missing"],
    ["inputs.snapshot.reps.rep_ann.busy", [{ from: NOW }], "inputs.snapshot.reps.rep_ann.busy[0].until: missing"],
    ["inputs.snapshot.reps.rep_ann.caps", 3, "inputs.snapshot.reps.rep_ann.caps: expected a list"],
    ["inputs.snapshot.reps.rep_ann.rampSteps", [{ pct: 5 }], "inputs.snapshot.reps.rep_ann.rampSteps[0].from: missing"],
    [
      "inputs.snapshot.pools.pool_west-mid.availableWithinHours",
      "5",
      "inputs.snapshot.pools.pool_west-mid.availableWithinHours: expected a number",
    ],
    [
      "inputs.snapshot.pools.pool_west-mid.members.1.repId",
      undefined,
      "inputs.snapshot.pools.pool_west-mid.members[1].repId: missing",
    ],
  ])("with %s = %j is refused, and the message says where", (path, value, message) => {
    expect(() => parseRecord(recordWith(path, value))).toThrow(`The decision record cannot be read: ${message}.`);
  });

  test.each([null, undefined, 1, "record", []])("is not %j", (value) => {
    expect(() => parseRecord(value)).toThrow("record: expected an object");
  });
});

describe("a record that was tampered with", () => {
  test.each([
    ["decision.outcome.repId", "rep_dora", "outcome.repId: rep_dora → rep_ann"],
    ["decision.trace.steps.1.candidates.0.creditBefore", 5, "trace.steps[1].candidates[0].creditBefore: 5 → 0"],
    ["decision.trace.derived.tier", undefined, "trace.derived.tier: nothing → tier2"],
    ["inputs.snapshot.reps.rep_ann.openLeads", 30, "outcome.repId: rep_ann → rep_dora"],
  ])("at %s says first what differs", (path, value, first) => {
    const result = replay(RULES, parseRecord(recordWith(path, value)));
    expect(result.identical).toBe(false);
    expect(result.differences.map(formatDifference)[0]).toBe(first);
  });
});
