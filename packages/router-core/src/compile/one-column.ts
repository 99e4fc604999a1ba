import type { Arrangement } from "./arrange-entries.ts";

const NONE = -1;

/**
 * By class, the first rule that holds: of conditions that look at one fact, the value's class alone says it. Decision
 * tables are mostly such (country → territory, score → tier), and so are short stages (an account with an owner).
 *
 * @returns null where conditions look at several facts, or at what no column knows; -1 stands for no rule
 */
export function firstRuleByClass({ columns, entries }: Arrangement): Int32Array | null {
  const [column] = columns;
  if (column === undefined || columns.length > 1) return null;
  if (entries.some(({ residual }) => residual !== null)) return null;
  const first = new Int32Array(column.classCount).fill(NONE);
  // The last rule first, so that an earlier one overwrites it. `fill` ends before its second place.
  for (const { rule, sets } of entries.toReversed()) {
    const set = sets.get(0) ?? EVERY_CLASS;
    for (let pair = 0; pair < set.length; pair += 2) first.fill(rule, set[pair], (set[pair + 1] ?? 0) + 1);
  }
  return first;
}

const EVERY_CLASS = Int32Array.of(0, 2_147_483_646);
