import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db, Tx } from "../connect.ts";

/** An active assignment whose rep has not contacted the lead yet. */
export type UntouchedAssignment = { readonly repId: RepId; readonly assignedAt: Timestamp };

/** The assignment of that decision, if it is active and untouched. To be called with the lead locked. */
export async function findUntouched(
  tx: Tx,
  { leadId, epoch }: { readonly leadId: LeadId; readonly epoch: number },
): Promise<UntouchedAssignment | undefined> {
  return tx
    .selectFrom("assignment")
    .select(["rep_id as repId", "assigned_at as assignedAt"])
    .where("lead_id", "=", leadId)
    .where("epoch", "=", epoch)
    .where("ended_at", "is", null)
    .where("first_touched_at", "is", null)
    .executeTakeFirst();
}

/** Reps from whom the lead was taken by its SLA, the first first. */
export async function listSlaBreakers(db: Db, leadId: LeadId): Promise<readonly RepId[]> {
  const { rows } = await sql<{ readonly repId: RepId }>`
    select from_rep_id as "repId" from reroute
    where lead_id = ${leadId} and reason = 'sla_breach' and requested_by_kind = 'sla' and from_rep_id is not null
    order by epoch`.execute(db);
  return rows.map(({ repId }) => repId);
}
