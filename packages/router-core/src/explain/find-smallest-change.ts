import type { Decision, Outcome } from "@pointsman/contracts/decision";
import type { PoolId, RepId } from "@pointsman/contracts/id";
import type { RuleSet } from "@pointsman/contracts/rule-set";

import { decide, territoriesOf, type DecisionInputs } from "../decide.ts";
import { planRouting } from "../plan.ts";
import { collectScope } from "../scope.ts";
import { buildSnapshot, type Directory, type LiveState, type RoutingSnapshot } from "../snapshot.ts";
import { applyChange, compareChanges, type FactChange } from "./change/fact-change.ts";
import { listChanges } from "./change/list-changes.ts";
import { hasMoreTests } from "./change/list-tests.ts";
import { takeSmallest } from "./change/take-smallest.ts";

/** Decisions that a search makes at most, unless told otherwise: some 10 ms with 100 rules. */
const MAX_TRIES = 500;

/** With many rules fewer, so that tries × rules stay below this: 100 tries with 10,000 rules took 0.3 s. */
const MAX_RULE_VISITS = 1_000_000;

/** Tests of conditions that are looked at for values to try: 0.2 s. All of 2,000,000 took 6 s. */
const MAX_TESTS = 100_000;

export interface ChangeQuery {
  readonly ruleSet: RuleSet;
  readonly inputs: DecisionInputs;
  /** The decision that `ruleSet` and `inputs` gave. */
  readonly decision: Decision;
  /**
   * Configuration and state of the whole organisation, as of now. A decision records what it could read and no more;
   * with this the search follows a change to pools that were not recorded. What is recorded goes before it.
   */
  readonly alternatives?: { readonly directory: Directory; readonly live: LiveState };
  readonly maxTries?: number;
}

/** With the change the lead would have had another owner: the decision was made so. */
export interface OwnerChange {
  readonly change: FactChange;
  readonly repId: RepId;
  readonly poolId: PoolId | null;
  /** State that the decision did not record had a part in it: as of now, not as of then. */
  readonly isByPresentState: boolean;
}

/** With the change a pool would have been asked whose state is not on record: who of it, nobody can say. */
export interface PoolChange {
  readonly change: FactChange;
  readonly poolId: PoolId;
}

export type SmallestChange =
  /** A person or an earlier lead decided: no fact would have changed that. */
  | { readonly kind: "not_by_rules" }
  | {
      readonly kind: "searched";
      /** The smallest that gives another owner; null: none of those tried does. */
      readonly owner: OwnerChange | null;
      /** One smaller than `owner`, or instead of it, that leads to a pool not on record. */
      readonly pool: PoolChange | null;
      readonly tried: number;
      /** Of these, how many led to people or places that are not on record. */
      readonly unknown: number;
      /** There were more changes than one search tries: nothing larger was tried, or the last of many rules not asked. */
      readonly isCapped: boolean;
    };

/**
 * The smallest change of one fact that would have given the lead to somebody else, found by making the decision again
 * with each change in turn, the smallest first (`compareChanges` says what that means). The values come from the rule
 * set itself (`listChanges`). Nothing is claimed that was not decided.
 *
 * Work: the first 100,000 tests of the rule set are read, then at most 500 decisions made, fewer where there are more
 * than 2,000 rules; memory for twice as many changes as decisions.
 */
export function findSmallestChange(query: ChangeQuery): SmallestChange {
  const { ruleSet, inputs, maxTries = defaultTries(query.ruleSet) } = query;
  if (inputs.request.assignTo !== null || inputs.request.duplicateOf !== null) return { kind: "not_by_rules" };
  const { items, isCut } = takeSmallest(listChanges(ruleSet, inputs, MAX_TESTS), maxTries, compareChanges);
  const isPartial = hasMoreTests(ruleSet, MAX_TESTS);
  let pool: PoolChange | null = null;
  let unknown = 0;
  for (const [index, change] of items.entries()) {
    const attempt = tryChange(query, change);
    if (attempt.kind === "owner") {
      return { kind: "searched", owner: attempt, pool, tried: index + 1, unknown, isCapped: isPartial };
    }
    if (attempt.kind === "same") continue;
    unknown++;
    if (attempt.kind === "pool") pool ??= { change, poolId: attempt.poolId };
  }
  return { kind: "searched", owner: null, pool, tried: items.length, unknown, isCapped: isCut || isPartial };
}

function defaultTries({ stages }: RuleSet): number {
  const rules = stages.reduce((sum, stage) => sum + stage.rules.length, 1);
  return Math.min(MAX_TRIES, Math.ceil(MAX_RULE_VISITS / rules));
}

type Attempt =
  | ({ readonly kind: "owner" } & OwnerChange)
  | { readonly kind: "same" }
  | { readonly kind: "pool"; readonly poolId: PoolId }
  | { readonly kind: "unknown" };

function tryChange({ ruleSet, inputs, decision, alternatives }: ChangeQuery, change: FactChange): Attempt {
  const changed = applyChange(change, ruleSet, inputs.request.facts);
  const request = { ...inputs.request, facts: changed.facts };
  const snapshot =
    alternatives === undefined ? inputs.snapshot : completeSnapshot(changed, inputs.snapshot, alternatives);
  const { decision: other } = decide(changed.ruleSet, { ...inputs, request, snapshot });
  const gap = alternatives === undefined ? findGap(decision, other, snapshot) : null;
  if (gap !== null) return gap;
  const repId = ownerOf(other.outcome);
  if (repId === null || repId === ownerOf(decision.outcome)) return { kind: "same" };
  const poolId = other.outcome.kind === "assigned" ? other.outcome.poolId : null;
  return { kind: "owner", change, repId, poolId, isByPresentState: readsMore(other, inputs.snapshot, snapshot) };
}

/** Who has the lead. Nobody has one that is held or parked. */
function ownerOf(outcome: Outcome): RepId | null {
  return outcome.kind === "assigned" ? outcome.repId : null;
}

/** The recorded state, and beside it the present state of whatever else the changed lead may reach. */
function completeSnapshot(
  { ruleSet, facts }: ReturnType<typeof applyChange>,
  recorded: RoutingSnapshot,
  { directory, live }: NonNullable<ChangeQuery["alternatives"]>,
): RoutingSnapshot {
  const findRecorded = territoriesOf(recorded);
  const findTerritory = (id: string) => findRecorded(id) ?? directory.findTerritory(id);
  const scope = collectScope(planRouting(ruleSet, facts, findTerritory), { ...directory, findTerritory });
  const present = buildSnapshot(scope, directory, live);
  return {
    reps: { ...present.reps, ...recorded.reps },
    pools: { ...present.pools, ...recorded.pools },
    territories: { ...present.territories, ...recorded.territories },
    queues: { ...present.queues, ...recorded.queues },
  };
}

/** Where the changed decision looked for state that is not on record, and so cannot be believed; null: nowhere. */
function findGap(decision: Decision, other: Decision, snapshot: RoutingSnapshot): Attempt | null {
  const territory = other.trace.derived["territory"] ?? null;
  const isElsewhere = territory !== (decision.trace.derived["territory"] ?? null);
  if (isElsewhere && typeof territory === "string" && territoriesOf(snapshot)(territory) === undefined) {
    return { kind: "unknown" };
  }
  // Whoever was not on file for the decision itself is no gap.
  const pools = new Set(decision.trace.steps.map(({ poolId }) => poolId));
  const before = new Set(decision.trace.steps.flatMap(({ candidates }) => candidates.map(({ repId }) => repId)));
  for (const { poolId, candidates } of other.trace.steps) {
    if (poolId !== null && snapshot.pools[poolId] === undefined && !pools.has(poolId)) return { kind: "pool", poolId };
    if (candidates.some(({ repId, refusal }) => refusal === "unknown_rep" && !before.has(repId))) {
      return { kind: "unknown" };
    }
  }
  return null;
}

/** The decision looked at a pool or a rep whose state is not the recorded one's. */
function readsMore({ trace }: Decision, recorded: RoutingSnapshot, completed: RoutingSnapshot): boolean {
  const isAdded = (part: "pools" | "reps", id: string) =>
    !Object.hasOwn(recorded[part], id) && Object.hasOwn(completed[part], id);
  return trace.steps.some(
    ({ poolId, candidates }) =>
      (poolId !== null && isAdded("pools", poolId)) || candidates.some(({ repId }) => isAdded("reps", repId)),
  );
}
