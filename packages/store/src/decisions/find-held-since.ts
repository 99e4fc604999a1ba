import type { LeadId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** When the first of the holds was decided that each of these held leads has been in since, one after the other. */
export async function findHeldSince(db: Db, leadIds: readonly LeadId[]): Promise<ReadonlyMap<LeadId, Timestamp>> {
  if (leadIds.length === 0) return new Map();
  const { rows } = await sql<{ readonly leadId: LeadId; readonly heldSince: Timestamp }>`
    select lead_id as "leadId", min(decided_at) as "heldSince"
    from decision
    where lead_id = any(${leadIds}::text[])
      and epoch > coalesce((
        select max(other.epoch) from decision as other
        where other.lead_id = decision.lead_id and other.outcome_kind <> 'held'), 0)
    group by lead_id`.execute(db);
  return new Map(rows.map(({ leadId, heldSince }) => [leadId, heldSince]));
}
