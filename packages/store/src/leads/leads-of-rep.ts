import type { LeadId, RepId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** How many leads the rep has, or that wait for him. */
export async function countLeadsOfRep(db: Db, repId: RepId): Promise<number> {
  const { rows } = await sql<{ readonly total: number }>`
    select count(*)::int as total from (${idsOfRep(repId)}) as mine`.execute(db);
  return rows[0]?.total ?? 0;
}

/** The first of them by id. Takes no locks. */
export async function listLeadsOfRep(db: Db, repId: RepId, limit: number): Promise<readonly LeadId[]> {
  const { rows } = await sql<{ readonly id: LeadId }>`
    select id from (${idsOfRep(repId)}) as mine order by id limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Whom a held lead waits for stands in its decision alone: all held leads are looked at, and there are never many. */
function idsOfRep(repId: RepId) {
  return sql`
    select lead_id as id from assignment where rep_id = ${repId} and ended_at is null
    union all
    select lead.id
    from lead
    join decision on decision.lead_id = lead.id and decision.epoch = lead.epoch
    where lead.state = 'held' and decision.outcome ->> 'forRepId' = ${repId}`;
}
