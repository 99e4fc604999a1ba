import type { Territory } from "@pointsman/contracts/organisation";
import type { Facts, FactValue, RuleSet } from "@pointsman/contracts/rule-set";

import type { FindTerritory } from "../snapshot.ts";
import { LeadFacts } from "./lead-facts.ts";

export interface DerivedFacts {
  /** All facts, the derived ones included. */
  readonly facts: LeadFacts;
  /** What tables found alone, for the trace. */
  readonly derived: Facts;
}

/** Finds the first row of a decision table whose condition holds; -1 where none does. */
export interface RowMatcher {
  readonly findRow: (table: number, facts: LeadFacts) => number;
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
  { facts: given, findTerritory, matcher }: DeriveContext,
): DerivedFacts {
  const facts = new LeadFacts(given);
  const derived: Record<string, FactValue> = {};
  let index = 0;
  for (const table of ruleSet.derivedFacts) {
    const value = table.rows[matcher.findRow(index++, facts)]?.value ?? table.otherwise ?? null;
    derived[table.fact] = value;
    facts.add(table.fact, value);
    const territory = table.fact === "territory" && typeof value === "string" ? findTerritory(value) : undefined;
    if (territory !== undefined) {
      facts.add("territory.name", territory.name);
      facts.add("territory.division", territory.division);
    }
  }
  return { facts, derived };
}

/** The pool that covers a territory for a segment; null where nobody does. */
export function coveringPool(territory: Territory | undefined, segment: FactValue) {
  const ofSegment = territory?.segmentPools.find((entry) => entry.segment === segment);
  return ofSegment?.poolId ?? territory?.poolId ?? null;
}

/** The names of the facts that planning by this rule set may add. */
export function listDerived({ derivedFacts }: Pick<RuleSet, "derivedFacts">): ReadonlySet<string> {
  return new Set([...derivedFacts.map(({ fact }) => fact), "territory.name", "territory.division"]);
}
