import type { Decision, Outcome, Trace } from "@pointsman/contracts/decision";
import { toId } from "@pointsman/contracts/id";

import { TEST_NOW } from "./builders.ts";

/** The outcome `assigned` to the given rep, or whatever `overrides` make of it. */
export function buildAssigned(
  repName: string,
  overrides: Partial<Extract<Outcome, { readonly kind: "assigned" }>> = {},
): Outcome {
  return {
    kind: "assigned",
    repId: toId("rep", repName),
    via: "target",
    insteadOfRepId: null,
    poolId: null,
    coOwnerRepIds: [],
    copiedRepIds: [],
    note: null,
    ...overrides,
  };
}

/** A trace in which nothing was evaluated. */
export function buildTrace(overrides: Partial<Trace> = {}): Trace {
  return { derived: {}, steps: [], criteriaMet: 0, criteriaTotal: 0, selection: null, ...overrides };
}

/** The first decision on `lead_<name>`: assigned to `rep_ann` by rule set 1. */
export function buildDecision(name = "lena", overrides: Partial<Decision> = {}): Decision {
  return {
    leadId: toId("lead", name),
    epoch: 1,
    decidedAt: TEST_NOW,
    ruleSet: { version: 1, hash: "hash-1" },
    outcome: buildAssigned("ann"),
    trace: buildTrace(),
    ...overrides,
  };
}
