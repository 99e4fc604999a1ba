import type { Decision } from "@pointsman/contracts/decision";
import type { JsonValue } from "@pointsman/contracts/primitive";
import type { RuleSet } from "@pointsman/contracts/rule-set";

import { decide } from "./decide.ts";
import type { DecisionRecord } from "./replay/decision-record.ts";
import { listDifferences, type Difference } from "./replay/list-differences.ts";
import type { PoolState } from "./snapshot.ts";

export interface ReplayResult {
  /** Both decisions have the same bytes as JSON. */
  readonly identical: boolean;
  readonly replayed: Decision;
  /** Where the two differ, the first place first; empty exactly where they are identical. */
  readonly differences: readonly Difference[];
  /** The pool that was chosen from, as the replayed decision leaves it; null where none was. */
  readonly pool: PoolState | null;
}

/** Makes a recorded decision again, from its recorded inputs, and compares the two byte for byte. */
export function replay(ruleSet: RuleSet, record: Pick<DecisionRecord, "inputs" | "decision">): ReplayResult {
  const { decision: replayed, pool } = decide(ruleSet, record.inputs);
  const [before, after] = [JSON.stringify(record.decision), JSON.stringify(replayed)];
  if (before === after) return { identical: true, replayed, differences: [], pool };
  return { identical: false, replayed, differences: listDifferences(parseJson(before), parseJson(after)), pool };
}

/** Compared as JSON says it: a NaN is null there. */
function parseJson(text: string): JsonValue {
  return JSON.parse(text) as JsonValue; // what JSON.stringify wrote
}
