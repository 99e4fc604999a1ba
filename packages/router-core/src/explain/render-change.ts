import type { RepId } from "@pointsman/contracts/id";
import type { FactValue } from "@pointsman/contracts/rule-set";

import type { FactChange } from "./change/fact-change.ts";
import type { OwnerChange, PoolChange, SmallestChange } from "./find-smallest-change.ts";
import { nameOf, toOneLine, type Names } from "./render-text.ts";

/**
 * What a search found, a sentence a line:
 *
 * ```text
 * With 501 employees instead of 350 the lead would have gone to Sarah L. (West Enterprise).
 * ```
 */
export function renderChange(found: SmallestChange, names: Names): readonly string[] {
  if (found.kind === "not_by_rules") return ["No change of a fact would have given another owner: no rule was asked."];
  const { owner, pool } = found;
  const lines = [
    ...(pool === null ? [] : [describePool(pool, names)]),
    ...(owner === null ? [describeNone(found)] : [describeOwner(owner, names)]),
    ...(owner !== null && found.isCapped
      ? ["There may be a smaller change: the rule set has too many rules to read all."]
      : []),
  ];
  return lines.map(toOneLine);
}

function describeOwner({ change, repId, poolId, isByPresentState }: OwnerChange, names: Names): string {
  const pool = poolId === null ? [] : [names.pool(poolId) ?? poolId];
  const where = [...pool, ...(isByPresentState ? ["as things stand now"] : [])].join(", ");
  const remark = where === "" ? "" : ` (${where})`;
  return `${describeChange(change, names)} the lead would have gone to ${nameOf(repId, names)}${remark}.`;
}

function describePool({ change, poolId }: PoolChange, names: Names): string {
  const pool = names.pool(poolId) ?? poolId;
  return `${describeChange(change, names)} another pool would have been asked: ${pool}; who was free in it is not on record.`;
}

function describeNone({ tried, unknown, isCapped }: Extract<SmallestChange, { kind: "searched" }>): string {
  const which = isCapped ? `Of the ${tried} smallest changes of one fact` : `Of ${tried} changes of one fact`;
  const unchecked = unknown === 0 ? "" : `; ${unknown} of them would have led to what is not on record`;
  return `${which} that the rules give reason to try, none is known to give another owner${unchecked}.`;
}

/** `With 501 employees instead of 350`, `With partner code unknown instead of “CAIRN”`. */
function describeChange({ fact, from, to, isAnyOther }: FactChange, names: Names): string {
  const label = labelOf(fact);
  const old = describeValue(from, names);
  if (isAnyOther) return `With ${label} ${describeValue(to, names)}, which no rule names, instead of ${old}`;
  if (fact === "lead.employees" && to !== null) return `With ${describeValue(to, names)} employees instead of ${old}`;
  return `With ${label} ${describeValue(to, names)} instead of ${old}`;
}

/** `lead.jobTitle` → `job title`, `account.ownerId` → `account owner`, `lead.utmSource` → `UTM source`. */
function labelOf(fact: string): string {
  const words = fact
    .replace(/^lead\./, "")
    .replace(/^is(?=[A-Z])|Id$/g, "")
    .replaceAll(".", " ")
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toLowerCase();
  return words.replace(/^utm /, "UTM ");
}

const MAX_VALUE = 100;

function describeValue(value: FactValue, names: Names): string {
  if (value === null) return "unknown";
  if (typeof value === "object") return value.map((item) => describeValue(item, names)).join(", ");
  if (typeof value !== "string") return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
  if (isRepId(value)) return nameOf(value, names);
  return `“${value.length <= MAX_VALUE ? value : `${value.slice(0, MAX_VALUE)}…`}”`;
}

function isRepId(value: string): value is RepId {
  return value.startsWith("rep_");
}
