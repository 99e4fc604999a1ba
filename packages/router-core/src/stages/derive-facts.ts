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
 *
 * @param known findings that are kept from lead to lead, of the same tables and territories
 */
export function deriveFacts(
  ruleSet: Pick<RuleSet, "derivedFacts">,
  { facts: given, findTerritory, matcher }: DeriveContext,
  known = new Findings(ruleSet.derivedFacts, findTerritory),
): DerivedFacts {
  const facts = new LeadFacts(given);
  let finding = known.first;
  for (let table = 0; table < ruleSet.derivedFacts.length; table++) {
    finding = known.after(finding, table, matcher.findRow(table, facts));
    facts.add(finding.added);
  }
  return { facts, derived: finding.derived };
}

/** What the first few tables found. */
interface Finding {
  readonly derived: Facts;
  /** With what is looked up by it. */
  readonly added: Facts;
  /** By row of the next table plus one, as 0 is "none holds": what is found with it. */
  readonly next: (Finding | undefined)[];
}

/** Beyond so many, tables of thousands of rows that go with each other in all ways would fill the memory. */
const MOST_KEPT = 10_000;

/**
 * What tables find, as a tree: one level a table, and a branch for each of its rows that a lead had. Leads of the same
 * rows share what is found: made anew, name by name, it was a tenth of planning.
 */
export class Findings {
  readonly findTerritory: FindTerritory;
  readonly first: Finding = { derived: {}, added: {}, next: [] };
  readonly #tables: RuleSet["derivedFacts"];
  #kept = 0;

  constructor(tables: RuleSet["derivedFacts"], findTerritory: FindTerritory) {
    this.#tables = tables;
    this.findTerritory = findTerritory;
  }

  /** What is found with that row of the next table, -1 for none. */
  after(before: Finding, table: number, row: number): Finding {
    return before.next[row + 1] ?? this.#find(before, table, row);
  }

  #find(before: Finding, table: number, row: number): Finding {
    const asked = this.#tables[table];
    if (asked === undefined) return before;
    const value = asked.rows[row]?.value ?? asked.otherwise ?? null;
    const territory = asked.fact === "territory" && typeof value === "string" ? this.findTerritory(value) : undefined;
    const finding: Finding = {
      derived: { ...before.derived, [asked.fact]: value },
      added: {
        ...before.added,
        [asked.fact]: value,
        ...(territory !== undefined && {
          "territory.name": territory.name,
          "territory.division": territory.division,
        }),
      },
      next: [],
    };
    if (this.#kept++ < MOST_KEPT) before.next[row + 1] = finding;
    return finding;
  }
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
