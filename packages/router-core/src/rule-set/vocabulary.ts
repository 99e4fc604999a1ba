import type { RuleSet } from "@pointsman/contracts/rule-set";

import { FACTS, findFact, type FactDefinition } from "../facts/registry.ts";

/** Looks up what a fact is; undefined: there is no such fact at that point. */
export type FindFact = (name: string) => FactDefinition | undefined;

/** The facts that a rule set may ask for: of the registry, of its own fields, and those it derives. */
export interface Vocabulary {
  /** Facts known to the rows of the derived fact with this index: only what stands before it. */
  readonly before: (derivedIndex: number) => FindFact;
  /** Facts known to the stages. */
  readonly find: FindFact;
  readonly names: readonly string[];
}

/** Facts that are looked up once the fact `territory` is derived. */
const FROM_TERRITORY: ReadonlySet<string> = new Set(["territory.name", "territory.division"]);

export function listVocabulary({ customFacts = [], derivedFacts }: RuleSet): Vocabulary {
  const custom = new Map<string, FactDefinition>(
    customFacts.map(({ fact, type, field }) => [fact, { type, meaning: `the field ${field}` }]),
  );
  const derived = new Map<string, { readonly index: number; readonly definition: FactDefinition }>();
  for (const [index, { fact, rows, otherwise }] of derivedFacts.entries()) {
    const values = [...rows.map(({ value }) => value), ...(otherwise === undefined ? [] : [otherwise])];
    if (!derived.has(fact)) derived.set(fact, { index, definition: { type: "text", meaning: "derived", values } });
  }
  const before =
    (limit: number): FindFact =>
    (name) => {
      const found = derived.get(name);
      if (found !== undefined) return found.index < limit ? found.definition : undefined;
      if (FROM_TERRITORY.has(name) && (derived.get("territory")?.index ?? limit) >= limit) return undefined;
      return custom.get(name) ?? findFact(name);
    };
  return {
    before,
    find: before(derivedFacts.length),
    names: [...Object.keys(FACTS), ...custom.keys(), ...derived.keys()],
  };
}
