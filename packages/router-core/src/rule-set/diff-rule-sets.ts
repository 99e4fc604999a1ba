import type { JsonValue } from "@pointsman/contracts/primitive";
import type { RuleSet } from "@pointsman/contracts/rule-set";

import { listDifferences } from "../replay/list-differences.ts";

/** One place where two rule sets differ. `undefined`: there is nothing at this place. */
export interface RuleSetChange {
  /** `stages.account.rules.owner.target.kind`: parts that have an id stand by it, not by their place. */
  readonly path: string;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

/**
 * What changed from one rule set to the other. Stages, rules, SLAs and tables are compared by their ids, so that a new rule
 * is one change and not one of every rule behind it; that others stand in another order is a change `order(stages)`.
 */
export function diffRuleSets(before: RuleSet, after: RuleSet): readonly RuleSetChange[] {
  const changes = listDifferences(toKeyed(before), toKeyed(after)).flatMap(({ path, recorded, replayed }) =>
    // The order of an object's keys means nothing.
    path.startsWith("keys(") ? [] : [{ path, before: recorded, after: replayed }],
  );
  const ordersAfter = new Map(listOrders(after, ""));
  const moves = listOrders(before, "").flatMap(([path, ids]) => toOrderChange(path, ids, ordersAfter.get(path) ?? []));
  return [...changes, ...moves];
}

/** A part that was moved is a change; one that is new or gone has been told of. */
function toOrderChange(path: string, before: readonly string[], after: readonly string[]): readonly RuleSetChange[] {
  const keptBefore = before.filter((id) => after.includes(id)).join(", ");
  const keptAfter = after.filter((id) => before.includes(id)).join(", ");
  return keptBefore === keptAfter ? [] : [{ path: `order(${path})`, before: keptBefore, after: keptAfter }];
}

/** The ids of each list whose parts have some, in their order, by the list's path. */
function listOrders(value: unknown, path: string): readonly (readonly [path: string, ids: readonly string[]])[] {
  if (typeof value !== "object" || value === null) return [];
  const keys = Array.isArray(value) ? keysOfList(value) : null;
  const inner = Object.entries(value).flatMap(([key, part]) => {
    const name = keys?.[Number(key)] ?? key;
    return listOrders(part, path === "" ? name : `${path}.${name}`);
  });
  return keys === null ? inner : [[path, keys], ...inner];
}

/** Lists of parts that each have an `id`, or a `fact`, as objects by it. */
function toKeyed(value: unknown): JsonValue {
  if (Array.isArray(value)) {
    const keys = keysOfList(value);
    if (keys === null) return value.map(toKeyed);
    return Object.fromEntries(value.map((part, index) => [keys[index] ?? "", toKeyed(part)]));
  }
  if (typeof value !== "object" || value === null) return value as JsonValue; // a rule set is JSON
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, toKeyed(inner)]])),
  );
}

/** One for each part, none twice; null where the list is of something else. */
function keysOfList(list: readonly unknown[]): readonly string[] | null {
  if (list.length === 0) return null;
  const keys = list.map(keyOf);
  const known = keys.filter((key) => key !== null);
  return known.length === list.length && new Set(known).size === known.length ? known : null;
}

function keyOf(part: unknown): string | null {
  if (typeof part !== "object" || part === null) return null;
  if ("id" in part && typeof part.id === "string") return part.id;
  // A table or a field of the form; a condition names a fact too, and stands where it stands.
  return "fact" in part && !("op" in part) && typeof part.fact === "string" ? part.fact : null;
}
