import { measureWorstDebt, searchWorstDebt, type WorstDebt } from "@pointsman/router-core/selection/search-worst-debt";

import type { Figure } from "../figure.ts";

/** The search that docs/fairness.md publishes: some 20 s, the same figure on every machine. */
const SEARCH = { seed: 1980, draws: 60, steps: 60_000 } as const;
const ROSTERS = [3, 5, 10, 16] as const;
const FIXED_LEADS = 10_000;

/** Searches for the worst debt, and beside it what the same reps are owed at worst while all of them stay. */
export function benchFairness(): readonly Figure[] {
  const found = ROSTERS.map((reps) => searchWorstDebt({ ...SEARCH, reps }));
  const worst = found.reduce((one: WorstDebt, other) => (other.leads > one.leads ? other : one));
  const { weights } = worst.history;
  const everybody = Array.from({ length: FIXED_LEADS }, () => 2 ** weights.length - 1);
  return [
    {
      figure: "worst_debt_random_eligibility",
      value: worst.leads,
      unit: "leads",
      baseline: { value: measureWorstDebt({ weights, present: everybody }), what: "the same reps, always there" },
    },
  ];
}
