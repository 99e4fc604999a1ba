import type { Decision, Outcome } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";
import type { DecisionInputs } from "@pointsman/router-core/decide";
import type { RepState } from "@pointsman/router-core/snapshot";
import { expect, test } from "vitest";

import { findOverfull } from "./find-overfull.ts";

const KEY = { leadId: "lead_lena", epoch: 1 } as const;
const NOW = "2026-11-20T12:00:00.000Z";
const RULE_SET = { version: 1, hash: "hash-1" };

const ANN: RepState = {
  id: "rep_ann",
  name: "Ann",
  status: "active",
  timeOff: [],
  capacity: 10,
  softLimitPct: 100,
  hardLimitPct: 100,
  rampPct: 100,
  skills: [],
  backupRepId: null,
  openLeads: 0,
};

function decisionOf(rep: Partial<RepState>, outcome: Outcome) {
  const inputs: DecisionInputs = {
    format: 1,
    ruleSet: RULE_SET,
    request: { ...KEY, now: NOW, facts: {}, excludedRepIds: [], duplicateOf: null, assignTo: null },
    snapshot: { reps: { rep_ann: { ...ANN, ...rep } }, pools: {}, territories: {}, queues: {} },
  };
  const trace = { derived: {}, steps: [], criteriaMet: 0, criteriaTotal: 0, selection: null };
  const decision: Decision = { ...KEY, decidedAt: NOW, ruleSet: RULE_SET, outcome, trace };
  return { decision, inputs };
}

type Assigned = Extract<Outcome, { readonly kind: "assigned" }>;

function assignedTo(repId: RepId, overrides: Partial<Assigned> = {}): Assigned {
  return {
    kind: "assigned",
    repId,
    via: "target",
    insteadOfRepId: null,
    poolId: null,
    coOwnerRepIds: [],
    copiedRepIds: [],
    note: null,
    ...overrides,
  };
}

test.each<[string, Partial<RepState>, Outcome, readonly object[]]>([
  ["the last place", { openLeads: 9 }, assignedTo("rep_ann"), []],
  ["one too many", { openLeads: 10 }, assignedTo("rep_ann"), [{ repId: "rep_ann", openUnits: 11, capUnits: 10 }]],
  ["three units into the last three places", { openLeads: 7 }, assignedTo("rep_ann", { workUnits: 3 }), []],
  ["three units into two places", { openLeads: 8 }, assignedTo("rep_ann", { workUnits: 3 }), [{ openUnits: 11 }]],
  ["a place that is half above the cap", { openLeads: 4, capacity: 3, hardLimitPct: 150 }, assignedTo("rep_ann"), []],
  ["to a backup one too many", { openLeads: 10 }, assignedTo("rep_ann", { via: "backup" }), [{ openUnits: 11 }]],
  ["by hand one too many", { openLeads: 10 }, assignedTo("rep_ann", { via: "manual" }), []],
  ["somebody nobody looked at", {}, assignedTo("rep_bob"), [{ repId: "rep_bob" }]],
])("of a decision that gives %s", (_, rep, outcome, violations) => {
  const found = findOverfull(decisionOf(rep, outcome));
  expect(found === null ? [] : [found]).toMatchObject(violations);
});
