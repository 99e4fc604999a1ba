import type { AssignedVia } from "@pointsman/contracts/decision";
import type { LeadId, PoolId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql, type RawBuilder } from "kysely";

import type { Tx } from "../connect.ts";
import { unnestRows } from "../unnest-rows.ts";

/** A rep getting a lead. */
export type NewAssignment = {
  readonly leadId: LeadId;
  /** Of the decision that gives it. */
  readonly epoch: number;
  readonly repId: RepId;
  readonly via: AssignedVia;
  readonly stageId: string | null;
  readonly ruleId: string | null;
  readonly poolId: PoolId | null;
  readonly tier: string | null;
  readonly territory: string | null;
  readonly coOwnerRepIds: readonly RepId[];
  readonly copiedRepIds: readonly RepId[];
  readonly note: string | null;
  /** What the lead weighs against the rep's capacity; 1 is an ordinary lead. */
  readonly workUnits: number;
  readonly assignedAt: Timestamp;
  /** By when the rep must touch the lead; null: no SLA applies. */
  readonly slaDueAt: Timestamp | null;
};

/** Adds assignments. The active one of a lead must have been ended before, else it is a pg error (23505). */
export async function insertAssignments(tx: Tx, assignments: readonly NewAssignment[]): Promise<void> {
  if (assignments.length === 0) return;
  await insertAssignmentRows(assignments).execute(tx);
}

/** Columns of `assignment` in the order of the insert, by the names that rows have for them. */
const COLUMNS = {
  leadId: "text",
  epoch: "int",
  repId: "text",
  via: "text",
  stageId: "text",
  ruleId: "text",
  poolId: "text",
  tier: "text",
  territory: "text",
  coOwnerRepIds: "text[]",
  copiedRepIds: "text[]",
  note: "text",
  workUnits: "int",
  assignedAt: "timestamptz",
  slaDueAt: "timestamptz",
} as const;

/** The statement of `insertAssignments`. */
export function insertAssignmentRows(assignments: readonly NewAssignment[]): RawBuilder<unknown> {
  return sql`
    insert into assignment (
      lead_id, epoch, rep_id, via, stage_id, rule_id, pool_id, tier, territory, co_owner_rep_ids, copied_rep_ids, note,
      work_units, assigned_at, sla_due_at)
    ${unnestRows(COLUMNS, assignments)}`;
}
