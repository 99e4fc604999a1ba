import { describe, expect, test } from "vitest";

import type { Anomaly } from "./anomaly.ts";
import { describeAnomaly } from "./describe-anomaly.ts";
import { advance, type AnomalyState } from "./life-cycle.ts";
import { mergeFindings } from "./merge-findings.ts";

const WEST: Anomaly = {
  kind: "reroute_rate",
  where: { territory: "west", tier: "B" },
  since: "2026-11-18",
  until: "2026-11-22",
  value: 0.18,
  usual: 0.06,
  count: { k: 32, n: 178 },
  q: 0.001,
  reason: { reason: "wrong_territory", k: 25 },
  sampleLeads: ["lead_1"],
  rule: { ruleSetVersion: 14, publishedAt: "2026-11-17T15:00:00.000Z", changedRuleIds: ["west-mid"] },
};

describe("describeAnomaly", () => {
  test("says what, where, how much, why, since when, and what had just changed", () => {
    const name = (attribute: string, value: string) => (attribute === "territory" && value === "west" ? "West" : value);
    expect(describeAnomaly(WEST, name)).toBe(
      "Territory West, tier B: leads were re-routed 18 % of the time (32 of 178); 6 % is usual, mostly for wrong territory (25 of them), since 2026-11-18. Rule set 14, published 2026-11-17, had just changed west-mid.",
    );
  });

  test.each([
    [
      { kind: "route_time", where: {}, value: 48_000, usual: 12_340, count: null },
      "Everywhere: a typical lead took 48 seconds to reach a rep; 12.3 seconds is usual",
    ],
    [
      { kind: "silence", where: { source: "form" }, value: 0, usual: 14.4, count: null },
      "Source form: no lead came in; 14 were to be expected",
    ],
    [
      { kind: "conversion", where: { rule: "west-mid" }, value: 0.066, usual: 0.135, count: null },
      "Rule west-mid: 6.6 % of leads old enough converted; 14 % is usual",
    ],
  ] as const)("%j", (change, expected) => {
    expect(describeAnomaly({ ...WEST, ...change, reason: null, rule: null })).toBe(`${expected}, since 2026-11-18.`);
  });

  test("does not blame an edit that came after, or long before", () => {
    for (const publishedAt of ["2026-11-20T00:00:00.000Z", "2026-09-01T00:00:00.000Z"]) {
      const rule = { ruleSetVersion: 14, publishedAt, changedRuleIds: ["west-mid"] };
      expect(describeAnomaly({ ...WEST, rule })).not.toContain("west-mid");
    }
  });
});

describe("the life of an anomaly", () => {
  const opened: AnomalyState = { state: "opened", at: "t0" };

  test("goes from opened over acknowledged to closed", () => {
    const acknowledged = advance(opened, { step: "acknowledge", at: "t1", by: "user_kim" });
    expect(acknowledged).toEqual({ state: "acknowledged", at: "t1", by: "user_kim" });
    expect(acknowledged && advance(acknowledged, { step: "close", at: "t2" })).toEqual({ state: "closed", at: "t2" });
  });

  test.each<[AnomalyState, string]>([
    [{ state: "closed", at: "t1" }, "acknowledge"],
    [{ state: "closed", at: "t1" }, "close"],
    [{ state: "merged", at: "t1", into: "other" }, "close"],
    [{ state: "acknowledged", at: "t1", by: "user_kim" }, "acknowledge"],
  ])("%j does not %s", (state, step) => {
    const next =
      step === "close"
        ? ({ step: "close", at: "t2" } as const)
        : ({ step: "acknowledge", at: "t2", by: "user_lee" } as const);
    expect(advance(state, next)).toBeNull();
  });

  test("ends in the anomaly that has its leads", () => {
    expect(advance(opened, { step: "merge", at: "t1", into: "anomaly_2" })).toEqual({
      state: "merged",
      at: "t1",
      into: "anomaly_2",
    });
  });
});

describe("mergeFindings", () => {
  test("joins what shares more than 60 % of the smaller one's leads", () => {
    const whole = new Map([
      ["west", 100],
      ["east", 100],
    ]);
    const part = new Map([["west", 90]]);
    const other = new Map([
      ["north", 50],
      ["east", 30],
    ]);
    expect(mergeFindings([whole, other, part])).toEqual([[0, 2], [1]]);
  });
});
