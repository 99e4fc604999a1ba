import type { LeadId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";
import { LEAD_PARTS } from "./archived-tables.ts";
import { lockArchive } from "./lock-archive.ts";
import { makeMonths } from "./make-months.ts";
import type { ArchivedColumns } from "./read-columns.ts";

/** A lead that is locked and may go. */
type LockedLead = { readonly id: LeadId; readonly createdAt: Timestamp };

/**
 * Moves these leads, with those that joined them and all their rows, to the archive, in one transaction. Left where they
 * are: leads that somebody has locked; leads that are not finished, or to which something happened since `before`; leads
 * with a partner's code whose window was open then, for new leads ask for it; and whoever belongs with one of these.
 *
 * Safe while leads are routed: finished leads are no longer changed, and nobody waits for their locks, which are taken in
 * id order as everywhere.
 *
 * @returns how many leads were moved
 */
export async function archiveLeads(
  tx: Tx,
  {
    leadIds,
    before,
    columns,
  }: { readonly leadIds: readonly LeadId[]; readonly before: Timestamp; readonly columns: ArchivedColumns },
): Promise<number> {
  await lockArchive(tx);
  const leads = await lockFinished(tx, leadIds, before);
  if (leads.length === 0) return 0;
  const ids = leads.map(({ id }) => id);
  await makeMonths(
    tx,
    LEAD_PARTS,
    leads.map(({ createdAt }) => createdAt),
  );
  await keepAccountReps(tx, ids);
  for (const table of LEAD_PARTS) {
    await sql`
      with moved as (delete from ${sql.table(table)} where lead_id = any(${ids}::text[]) returning *)
      insert into ${sql.table(`${table}_archive`)} (lead_created_at, ${columns[table]})
      select (select created_at from lead where id = lead_id), ${columns[table]} from moved`.execute(tx);
  }
  await sql`
    with moved as (delete from lead where id = any(${ids}::text[]) returning *)
    insert into lead_archive (${columns.lead}) select ${columns.lead} from moved`.execute(tx);
  return leads.length;
}

/** Leads that joined another go with it or not at all, so that none refers to one that is elsewhere. */
async function lockFinished(tx: Tx, ids: readonly LeadId[], before: Timestamp): Promise<readonly LockedLead[]> {
  const { rows } = await sql<LockedLead>`
    with locked as materialized (
      select * from lead
      where id = any(${ids}::text[]) or attached_to_lead_id = any(${ids}::text[])
      order by id
      for update skip locked
    ), finished as materialized (
      select id, created_at, coalesce(attached_to_lead_id, id) as goes_with
      from locked
      where state in ('converted', 'disqualified', 'unqualified', 'attached')
        and (attributed_by is distinct from 'code' or attributed_until < ${before}::timestamptz)
        and not exists (
          select from decision where lead_id = locked.id and decided_at >= ${before}::timestamptz)
        and not exists (
          select from assignment
          where lead_id = locked.id and (ended_at is null or ended_at >= ${before}::timestamptz))
    )
    select id, created_at as "createdAt"
    from finished
    where exists (select from finished as first where first.id = finished.goes_with)
      and not exists (
        select from lead as other
        where other.attached_to_lead_id = finished.goes_with
          and not exists (select from finished as mine where mine.id = other.id))`.execute(tx);
  return rows;
}

/** Keeps who was given the last of these leads of each account: routing asks for it. */
async function keepAccountReps(tx: Tx, ids: readonly LeadId[]): Promise<void> {
  await sql`
    insert into account_archived_rep as kept (account_id, rep_id, assigned_at, lead_id, epoch)
    select distinct on (lead.account_id)
           lead.account_id, assignment.rep_id, assignment.assigned_at, assignment.lead_id, assignment.epoch
    from lead
    join assignment on assignment.lead_id = lead.id
    where lead.id = any(${ids}::text[]) and lead.account_id is not null
    order by lead.account_id, assignment.assigned_at desc, assignment.lead_id desc, assignment.epoch desc
    on conflict (account_id) do update
    set rep_id = excluded.rep_id, assigned_at = excluded.assigned_at, lead_id = excluded.lead_id, epoch = excluded.epoch
    where (excluded.assigned_at, excluded.lead_id, excluded.epoch) > (kept.assigned_at, kept.lead_id, kept.epoch)`.execute(
    tx,
  );
}
