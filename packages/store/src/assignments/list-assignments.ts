import type { LeadId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

import type { Db } from "../connect.ts";
import type { NewAssignment } from "./insert-assignments.ts";

export type StoredAssignment = NewAssignment & {
  /** Null: the rep has not taken it yet. */
  readonly acceptedAt: Timestamp | null;
  /** Null: he has not contacted the lead yet. */
  readonly firstTouchedAt: Timestamp | null;
  /** Null: the rep has the lead now. */
  readonly endedAt: Timestamp | null;
  readonly endReason: string | null;
};

/** All assignments of one lead, the first first. */
export async function listAssignments(db: Db, leadId: LeadId): Promise<readonly StoredAssignment[]> {
  return db
    .selectFrom("all_assignment")
    .select([
      "lead_id as leadId",
      "epoch",
      "rep_id as repId",
      "via",
      "stage_id as stageId",
      "rule_id as ruleId",
      "pool_id as poolId",
      "tier",
      "territory",
      "co_owner_rep_ids as coOwnerRepIds",
      "copied_rep_ids as copiedRepIds",
      "note",
      "work_units as workUnits",
      "assigned_at as assignedAt",
      "sla_due_at as slaDueAt",
      "accepted_at as acceptedAt",
      "first_touched_at as firstTouchedAt",
      "ended_at as endedAt",
      "end_reason as endReason",
    ])
    .where("lead_id", "=", leadId)
    .orderBy("epoch")
    .execute();
}
