import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** A lead that is held until a rep is back. */
export type HoldForRep = {
  readonly leadId: LeadId;
  /** Of the decision to hold it. */
  readonly epoch: number;
  readonly repId: RepId;
  readonly until: Timestamp;
};

/** All leads that are held for one of the reps, by id. Takes no locks. */
export async function listHoldsFor(db: Db, repIds: readonly RepId[]): Promise<readonly HoldForRep[]> {
  const { rows } = await sql<HoldForRep>`
    select lead.id as "leadId", lead.epoch, decision.outcome ->> 'forRepId' as "repId", lead.held_until as until
    from lead
    join decision on decision.lead_id = lead.id and decision.epoch = lead.epoch
    where lead.state = 'held' and decision.outcome ->> 'forRepId' = any(${repIds}::text[])
    order by lead.id`.execute(db);
  return rows;
}
