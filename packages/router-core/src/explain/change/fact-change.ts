import type { Facts, FactValue, RuleSet } from "@pointsman/contracts/rule-set";

/** One fact with another value. */
export interface FactChange {
  readonly fact: string;
  /** Its value as recorded; null where it was not known. */
  readonly from: FactValue;
  /** Null: as if it were not known. */
  readonly to: FactValue;
  /** A decision table gives the fact: the change stands in for that table. */
  readonly isDerived: boolean;
  /** `to` is an example of a text that no condition names. */
  readonly isAnyOther: boolean;
}

/** The rule set and the facts as they would be with the change. */
export function applyChange(
  { fact, to, isDerived }: FactChange,
  ruleSet: RuleSet,
  facts: Facts,
): { readonly ruleSet: RuleSet; readonly facts: Facts } {
  if (!isDerived) return { ruleSet, facts: { ...facts, [fact]: to } };
  const table = { fact, rows: [], ...(typeof to === "string" && { otherwise: to }) };
  const derivedFacts = ruleSet.derivedFacts.map((known) => (known.fact === fact ? table : known));
  return { ruleSet: { ...ruleSet, derivedFacts }, facts };
}

/**
 * Smaller changes first:
 *
 * 1. facts of the lead and the user's own, of the account, of the partner, of the history, and last what the rules derive
 * 2. another number, yes for no, another text, another list, and last known for unknown or the reverse
 * 3. the nearest number; the text with the fewest characters between common start and common end
 * 4. of two as near: the larger number, else the name of the fact and the value in the order of their characters
 */
export function compareChanges(a: FactChange, b: FactChange): number {
  return (
    sourceRank(a) - sourceRank(b) ||
    kindRank(a) - kindRank(b) ||
    compareNumbers(distance(a), distance(b)) ||
    compareTexts(a.fact, b.fact) ||
    (typeof a.to === "number" && typeof b.to === "number" ? b.to - a.to : 0) ||
    compareTexts(JSON.stringify(a.to), JSON.stringify(b.to))
  );
}

const SOURCES = ["account.", "partner.", "history.", "territory."];

function sourceRank({ fact, isDerived }: FactChange): number {
  if (isDerived) return SOURCES.length + 1;
  return SOURCES.findIndex((source) => fact.startsWith(source)) + 1;
}

function kindRank({ from, to }: FactChange): number {
  if (from === null || to === null) return 4;
  if (typeof from === "number" && typeof to === "number") return 0;
  if (typeof from === "boolean" && typeof to === "boolean") return 1;
  return typeof from === "object" || typeof to === "object" ? 3 : 2;
}

function distance({ from, to }: FactChange): number {
  if (typeof from === "number" && typeof to === "number") return Math.abs(from - to);
  if (typeof from === "string" && typeof to === "string") return charactersBetween(from, to);
  return typeof to === "string" ? to.length : 0;
}

/** How much of the longer text lies between what the two have in common at the start and at the end. */
function charactersBetween(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return Math.max(a.length, b.length) - start - end;
}

/** A number that is none is as far away as can be. */
function compareNumbers(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a === b ? 0 : a - b;
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
