import type { AccountId, RepId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Db, Tx } from "../connect.ts";

/** How many accounts the rep owns, looks after as CSM, or has a role in. */
export async function countAccountsOfRep(db: Db, repId: RepId): Promise<number> {
  const { rows } = await sql<{ readonly total: number }>`
    select count(*)::int as total from (${idsOfRep(repId)}) as mine`.execute(db);
  return rows[0]?.total ?? 0;
}

/** The first of them by id. */
export async function listAccountsOfRep(db: Db, repId: RepId, limit: number): Promise<readonly AccountId[]> {
  const { rows } = await sql<{ readonly id: AccountId }>`
    select id from (${idsOfRep(repId)}) as mine order by id limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

function idsOfRep(repId: RepId) {
  return sql`
    select id from account where owner_rep_id = ${repId}
    union
    select id from account where csm_rep_id = ${repId}
    union
    select id from account where team @> ${JSON.stringify([{ repId }])}::jsonb`;
}

/**
 * Puts another rep in every part that one has in the accounts; null: nobody, and his entries of the team go. To be called
 * with the accounts locked. `former_owner_rep_id` stays: who lost an account lost it.
 */
export async function replaceAccountRep(
  tx: Tx,
  accountIds: readonly AccountId[],
  { from, to }: { readonly from: RepId; readonly to: RepId | null },
): Promise<void> {
  if (accountIds.length === 0) return;
  await sql`
    update account set
      owner_rep_id = case when owner_rep_id = ${from} then ${to}::text else owner_rep_id end,
      csm_rep_id = case when csm_rep_id = ${from} then ${to}::text else csm_rep_id end,
      team = (
        select coalesce(
          jsonb_agg(
            case when member ->> 'repId' = ${from} then jsonb_set(member, '{repId}', to_jsonb(${to}::text)) else member end
            order by place),
          '[]')
        from jsonb_array_elements(team) with ordinality as members (member, place)
        where member ->> 'repId' <> ${from} or ${to}::text is not null)
    where id = any(${accountIds}::text[])`.execute(tx);
}
