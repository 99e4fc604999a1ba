import type { LeadId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db, Tx } from "../connect.ts";

/** Notes that nobody is to be told of the first decision on these leads. Those on file have theirs already. */
export async function insertQuietLeads(db: Db, ids: readonly LeadId[], now: Timestamp): Promise<void> {
  await sql`
    insert into quiet_lead (lead_id, created_at)
    select id, ${now}::timestamptz from unnest(${ids}::text[]) as given (id)
    where not exists (select from lead where lead.id = given.id)
    order by id
    on conflict (lead_id) do nothing`.execute(db);
}

/** Those of these leads of whose first decision nobody is to be told. */
export async function findQuietLeads(tx: Tx, ids: readonly LeadId[]): Promise<ReadonlySet<LeadId>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ readonly id: LeadId }>`
    select lead_id as id from quiet_lead where lead_id = any(${ids}::text[])`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

/** Forgets the leads noted before `before`. */
export async function pruneQuietLeads(db: Db, before: Timestamp): Promise<void> {
  await sql`delete from quiet_lead where created_at < ${before}::timestamptz`.execute(db);
}
