import type { Decision } from "@pointsman/contracts/decision";
import type { JsonValue } from "@pointsman/contracts/primitive";
import { sql, type RawBuilder } from "kysely";

import type { Tx } from "../connect.ts";
import { unnestRows } from "../unnest-rows.ts";
import { JsonPacker } from "./pack-json.ts";

export type NewDecision = {
  readonly decision: Decision;
  /** What it was made from, enough to make it again: facts that rules may ask for. No name, address, telephone or text of a person. */
  readonly inputs: JsonValue;
};

/** Adds decisions. Pool and place in its order come from `trace.selection`. A pool's number used twice is a pg error. */
export async function insertDecisions(tx: Tx, decisions: readonly NewDecision[]): Promise<void> {
  if (decisions.length === 0) return;
  await insertDecisionRows(decisions).execute(tx);
}

/** Columns of `decision` in the order of the insert, by the names that rows have for them. */
const COLUMNS = {
  leadId: "text",
  epoch: "int",
  decidedAt: "timestamptz",
  ruleSetVersion: "int",
  outcomeKind: "text",
  outcome: "json",
  trace: "json",
  inputs: "json",
  poolId: "text",
  poolSeq: "bigint",
} as const;

/** The statement of `insertDecisions`. */
export function insertDecisionRows(decisions: readonly NewDecision[]): RawBuilder<unknown> {
  const packer = new JsonPacker();
  return sql`
    insert into decision (
      lead_id, epoch, decided_at, rule_set_version, outcome_kind, outcome, trace, inputs, pool_id, pool_seq)
    ${unnestRows(
      COLUMNS,
      decisions.map((decision) => toRow(decision, packer)),
    )}`;
}

function toRow({ decision, inputs }: NewDecision, packer: JsonPacker) {
  const { leadId, epoch, decidedAt, ruleSet, outcome, trace } = decision;
  return {
    leadId,
    epoch,
    decidedAt,
    ruleSetVersion: ruleSet.version,
    outcomeKind: outcome.kind,
    outcome: JSON.stringify(outcome),
    // A trace holds nothing but JSON values.
    trace: JSON.stringify(packer.pack(trace as unknown as JsonValue)),
    inputs: JSON.stringify(packer.pack(inputs)),
    poolId: trace.selection?.poolId,
    poolSeq: trace.selection?.seq,
  };
}
