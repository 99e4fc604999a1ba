import type { Decision } from "@pointsman/contracts/decision";
import type { JsonValue } from "@pointsman/contracts/primitive";
import { sql, type RawBuilder } from "kysely";

import type { Tx } from "../connect.ts";
import { toJsonArray } from "../json-array.ts";
import { toRecordset } from "../recordset.ts";
import { JsonPacker } from "./pack-json.ts";

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
  const outcomes = decisions.map(({ decision }) => JSON.stringify(decision.outcome));
  const packer = new JsonPacker();
  // A trace holds nothing but JSON values.
  const traces = decisions.map(({ decision }) => JSON.stringify(packer.pack(decision.trace as unknown as JsonValue)));
  const inputs = decisions.map((decision) => JSON.stringify(packer.pack(decision.inputs)));
  return sql`
    insert into decision (
      lead_id, epoch, decided_at, rule_set_version, outcome_kind, outcome, trace, inputs, pool_id, pool_seq)
    select "leadId", epoch, "decidedAt", "ruleSetVersion", "outcomeKind", outcome, trace, inputs, "poolId", "poolSeq"
    from rows from (
      json_to_recordset(${toRecordset(decisions.map(toRow))}::json) as (
        "leadId" text, epoch int, "decidedAt" timestamptz, "ruleSetVersion" int, "outcomeKind" text, "poolId" text,
        "poolSeq" bigint),
      unnest(${toJsonArray(outcomes)}::json[]),
      unnest(${toJsonArray(traces)}::json[]),
      unnest(${toJsonArray(inputs)}::json[])
    ) as r ("leadId", epoch, "decidedAt", "ruleSetVersion", "outcomeKind", "poolId", "poolSeq", outcome, trace, inputs)`;
}

function toRow({ decision }: NewDecision) {
  const { leadId, epoch, decidedAt, ruleSet, outcome, trace } = decision;
  return {
    leadId,
    epoch,
    decidedAt,
    ruleSetVersion: ruleSet.version,
    outcomeKind: outcome.kind,
    poolId: trace.selection?.poolId,
    poolSeq: trace.selection?.seq,
  };
}
