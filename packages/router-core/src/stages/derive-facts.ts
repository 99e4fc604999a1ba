import type { Territory } from "@pointsman/contracts/organisation";
import type { Facts, FactValue, RuleSet } from "@pointsman/contracts/rule-set";

import type { FindTerritory } from "../snapshot.ts";

export interface DerivedFacts {
  /** All facts, the derived ones included. */
  readonly facts: Facts;
  /** The derived ones alone, for the trace. */
  readonly derived: Facts;
}

/** Finds the first row of a decision table whose condition holds; -1 where none does. */
export interface RowMatcher {
  readonly findRow: (table: number, facts: Facts) => number;
}

interface DeriveContext {
  readonly facts: Facts;
  readonly findTerritory: FindTerritory;
  readonly matcher: RowMatcher;
}

/**
 * Runs the rule set's decision tables in order, so that a later one may ask for an earlier one's fact. Once `territory`
 * is known, the facts `territory.name` and `territory.division` are looked up.
 */
export function deriveFacts(
  ruleSet: Pick<RuleSet, "derivedFacts">,
  { facts, findTerritory, matcher }: DeriveContext,
): DerivedFacts {
  const all: Record<string, FactValue> = { ...facts };
  const derived: Record<string, FactValue> = {};
  let index = 0;
  for (const table of ruleSet.derivedFacts) {
    const value = table.rows[matcher.findRow(index++, all)]?.value ?? table.otherwise ?? null;
    derived[table.fact] = value;
    all[table.fact] = value;
    const territory = table.fact === "territory" && typeof value === "string" ? findTerritory(value) : undefined;
    if (territory !== undefined) {
      all["territory.name"] = territory.name;
      all["territory.division"] = territory.division;
    }
  }
  return { facts: all, derived };
}

/** The pool that covers a territory for a segment; null where nobody does. */
export function coveringPool(territory: Territory | undefined, segment: FactValue) {
  const ofSegment = territory?.segmentPools.find((entry) => entry.segment === segment);
  return ofSegment?.poolId ?? territory?.poolId ?? null;
}
