import type { AppliedSla } from "@pointsman/contracts/decision";
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

/** An untouched assignment with what its decision says of its SLA. */
export type UntouchedWithSla = UntouchedAssignment & {
  readonly leadId: LeadId;
  readonly epoch: number;
  readonly ruleSetVersion: number;
  readonly sla: AppliedSla;
};

/** A page of the rep's active, untouched assignments that have an SLA, by lead, after `after`. Takes no locks. */
export async function listUntouchedOfRep(
  db: Db,
  { repId, after, limit }: { readonly repId: RepId; readonly after: LeadId | null; readonly limit: number },
): Promise<readonly UntouchedWithSla[]> {
  const { rows } = await sql<UntouchedWithSla>`
    select assignment.lead_id as "leadId", assignment.epoch, rep_id as "repId", assigned_at as "assignedAt",
      rule_set_version as "ruleSetVersion", outcome -> 'sla' as sla
    from assignment
    join decision on decision.lead_id = assignment.lead_id and decision.epoch = assignment.epoch
    where rep_id = ${repId} and ended_at is null and first_touched_at is null and outcome -> 'sla' is not null
      and (${after}::text is null or assignment.lead_id > ${after})
    order by assignment.lead_id
    limit ${limit}`.execute(db);
  return rows;
}

/** Reps from whom the lead was taken by its SLA, the first first. */
export async function listSlaBreakers(db: Db, leadId: LeadId): Promise<readonly RepId[]> {
  const { rows } = await sql<{ readonly repId: RepId }>`
    select from_rep_id as "repId" from reroute
    where lead_id = ${leadId} and reason = 'sla_breach' and requested_by_kind = 'sla' and from_rep_id is not null
    order by epoch`.execute(db);
  return rows.map(({ repId }) => repId);
}
