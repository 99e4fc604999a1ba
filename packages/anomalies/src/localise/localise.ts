import type { RateRow } from "../rates/detect-rate-changes.ts";

/** Leads at the usual rate that each leaf's baseline is mixed with: a leaf without leads is not called impossible. */
const SMOOTHING = 20;
/**
 * What an attribute costs, times ln(leaves + 1): about the logarithm of how many combinations of so many attributes there
 * are. At 1 a cause of three attributes was named first in 54 % of organisations, at 0.4 in 84 %; shorter ones always.
 */
const COST = 0.4;
const MOST_ATTRIBUTES = 4;
const MOST_LISTED = 5;

/** A part of the traffic, and how much of the change lies in it. */
export interface Cause {
  /** e.g. `{ territory: "west", tier: "B" }`: everything that has these values. */
  readonly where: Readonly<Record<string, string>>;
  /** Log-likelihood ratio less what so many attributes cost; above 0 = better than "everywhere alike". */
  readonly score: number;
  readonly k: number;
  readonly n: number;
  /** How many there would be at the baseline's rates. */
  readonly expected: number;
}

export interface Localisation {
  /** The best five combinations. */
  readonly top: readonly Cause[];
  /** The best, and a second where that explains what the first leaves. */
  readonly causes: readonly Cause[];
}

interface Leaf {
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly k: number;
  readonly n: number;
  expected: number;
}

/** The combination of at most four attributes in which a rise of the rate is concentrated; the same for any order of them. */
export function localise(rows: readonly RateRow[]): Localisation {
  const leaves = toLeaves(rows);
  const top = rank(leaves);
  const [first] = top;
  if (first === undefined || first.score <= 0) return { top, causes: [] };
  // What the first explains is now expected: only another cause is left to find.
  for (const leaf of leaves) if (isWithin(leaf, first.where)) leaf.expected *= first.k / first.expected;
  const [second] = rank(leaves.filter((leaf) => !isWithin(leaf, first.where)));
  return { top, causes: second !== undefined && isWorthNaming(second) ? [first, second] : [first] };
}

/** A second cause must be as sure as a first one and a change that anybody would call one. */
function isWorthNaming({ score, k, expected }: Cause): boolean {
  return score > 0 && k >= 1.5 * expected;
}

function toLeaves(rows: readonly RateRow[]): Leaf[] {
  const k0 = rows.reduce((sum, { base }) => sum + base.k, 0);
  const n0 = rows.reduce((sum, { base }) => sum + base.n, 0);
  const usual = n0 === 0 ? 0.5 : Math.max(k0 / n0, 1e-4);
  return rows.map(({ attributes, now, base }) => ({
    attributes: Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1)),
    ...now,
    expected: (now.n * (base.k + SMOOTHING * usual)) / (base.n + SMOOTHING),
  }));
}

function rank(leaves: readonly Leaf[]): readonly Cause[] {
  const allK = leaves.reduce((sum, { k }) => sum + k, 0);
  const allExpected = leaves.reduce((sum, { expected }) => sum + expected, 0);
  const cost = COST * Math.log(leaves.length + 1);
  return collect(leaves)
    .flatMap(({ where, k, n, expected }) => {
      const ratio = scoreRise({ k, expected }, { k: allK - k, expected: allExpected - expected });
      return ratio === null
        ? []
        : [{ key: JSON.stringify(where), where, score: ratio - where.length * cost, k, n, expected }];
    })
    .sort((one, other) => other.score - one.score || (one.key < other.key ? -1 : 1))
    .slice(0, MOST_LISTED)
    .map(({ where, score, k, n, expected }) => ({ where: Object.fromEntries(where), score, k, n, expected }));
}

interface Sum {
  readonly where: Leaf["attributes"];
  k: number;
  n: number;
  expected: number;
}

/** Sums of every combination of attribute values that occurs. */
function collect(leaves: readonly Leaf[]): readonly Sum[] {
  const sums = new Map<string, Sum>();
  for (const { attributes, k, n, expected } of leaves) {
    for (const where of combine(attributes)) {
      const key = where.map(([name, value]) => `${name}\u0000${value}`).join("\u0001");
      const sum = sums.get(key);
      if (sum === undefined) {
        sums.set(key, { where, k, n, expected });
        continue;
      }
      sum.k += k;
      sum.n += n;
      sum.expected += expected;
    }
  }
  return [...sums.values()];
}

function combine(attributes: Leaf["attributes"]): readonly Leaf["attributes"][] {
  const combined: Leaf["attributes"][] = [[]];
  for (const attribute of attributes) {
    combined.push(...combined.filter(({ length }) => length < MOST_ATTRIBUTES).map((where) => [...where, attribute]));
  }
  return combined.slice(1);
}

interface Part {
  readonly k: number;
  readonly expected: number;
}

/** How much better "inside differs from outside" explains the counts than "everywhere alike"; null: no rise inside. */
function scoreRise(inside: Part, outside: Part): number | null {
  const all = { k: inside.k + outside.k, expected: inside.expected + outside.expected };
  if (inside.k * outside.expected <= outside.k * inside.expected || inside.expected <= 0) return null;
  return weigh(inside) + weigh(outside) - weigh(all);
}

function weigh({ k, expected }: Part): number {
  return k <= 0 || expected <= 0 ? 0 : k * Math.log(k / expected);
}

function isWithin({ attributes }: Leaf, where: Readonly<Record<string, string>>): boolean {
  return Object.entries(where).every(([name, value]) => attributes.some(([key, own]) => key === name && own === value));
}
