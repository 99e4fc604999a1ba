/** Levels of `all`, `any` and `not`. There is no limit on their number; deeper than this the call stack may not reach. */
export const MAX_CONDITION_DEPTH = 500;

/**
 * Whether a condition is nested more than 500 levels deep. Goes level by level, not down by calls: what it looks for is
 * what no call can follow.
 */
export function isTooDeep(condition: unknown): boolean {
  let level: readonly unknown[] = [condition];
  for (let reached = 0; level.length > 0; reached++) {
    if (reached > MAX_CONDITION_DEPTH) return true;
    level = level.flatMap(partsOf);
  }
  return false;
}

function partsOf(value: unknown): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [];
  const { all, any, not } = value as { readonly all?: unknown; readonly any?: unknown; readonly not?: unknown }; // nothing is said of what they hold
  return [all, any].flatMap((parts) => (Array.isArray(parts) ? parts : [])).concat(not === undefined ? [] : [not]);
}
