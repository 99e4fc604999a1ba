import type { Decision } from "@pointsman/contracts/decision";
import type { JsonValue } from "@pointsman/contracts/primitive";
import { sql, type RawBuilder } from "kysely";

import type { Tx } from "../connect.ts";
import { toRecordset } from "../recordset.ts";
import { packJson } from "./pack-json.ts";

export type NewDecision = {
  readonly decision: Decision;
  /** What it was made from, enough to make it again. Must hold nothing personal. */
  readonly inputs: JsonValue;
};

/** Adds decisions. Pool and place in its order come from `trace.selection`. A pool's number used twice is a pg error. */
export async function insertDecisions(tx: Tx, decisions: readonly NewDecision[]): Promise<void> {
  if (decisions.length === 0) return;
  await insertDecisionRows(decisions).execute(tx);
}

/** The statement of `insertDecisions`. */
export function insertDecisionRows(decisions: readonly NewDecision[]): RawBuilder<unknown> {
  return sql`
    insert into decision (
      lead_id, epoch, decided_at, rule_set_version, outcome_kind, outcome, trace, inputs, pool_id, pool_seq)
    select "leadId", epoch, "decidedAt", "ruleSetVersion", "outcomeKind", outcome, trace, inputs, "poolId", "poolSeq"
    from json_to_recordset(${toRecordset(decisions.map(toRow))}::json) as r (
      "leadId" text, epoch int, "decidedAt" timestamptz, "ruleSetVersion" int, "outcomeKind" text, outcome json,
      trace json, inputs json, "poolId" text, "poolSeq" bigint)`;
}

function toRow({ decision, inputs }: NewDecision) {
  const { ruleSet, outcome, trace } = decision;
  return {
    ...decision,
    trace: packJson(trace as unknown as JsonValue), // a trace holds nothing but JSON values
    ruleSetVersion: ruleSet.version,
    outcomeKind: outcome.kind,
    inputs: packJson(inputs),
    poolId: trace.selection?.poolId,
    poolSeq: trace.selection?.seq,
  };
}
