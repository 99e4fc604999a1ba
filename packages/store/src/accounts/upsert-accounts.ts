import type { AccountId } from "@pointsman/contracts/id";
import type { Account } from "@pointsman/contracts/organisation";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";
import { assertDistinct, assertReferences, toReferences } from "../organisation/assert-references.ts";
import { toRecordset } from "../recordset.ts";

/**
 * Adds accounts, or replaces them with their domains. Throws `INVALID_INPUT` for an unknown rep
 * (`accounts.0.ownerRepId`), for an unknown parent, which may be one of the same call, and for an account given twice.
 * The organisation's revision stays: a batch looks accounts up as it goes. `writeAccountNames` and `recordAccountChange`
 * belong behind it: until the first is called, leads do not find the accounts by name.
 *
 * @param nameReading the version that `writeAccountNames` will be given; 0: it is not called
 * @returns those that were on file before
 */
export async function upsertAccounts(
  tx: Tx,
  accounts: readonly Account[],
  nameReading = 0,
): Promise<readonly AccountId[]> {
  if (accounts.length === 0) return [];
  assertDistinct(accounts.map(({ id }, index) => ({ field: `accounts.${index}.id`, id })));
  await assertReferences(tx, "rep", { list: accounts.flatMap(listRepReferences) });
  await assertReferences(tx, "account", {
    list: accounts.flatMap((account, index) =>
      toReferences(`accounts.${index}.parentAccountId`, account.parentAccountId),
    ),
    added: accounts.map((account) => account.id),
  });
  const known = await writeAccounts(tx, accounts, nameReading);
  await replaceDomains(tx, accounts, known);
  return known;
}

function listRepReferences(account: Account, index: number) {
  return [
    ...toReferences(`accounts.${index}.ownerRepId`, account.ownerRepId),
    ...toReferences(`accounts.${index}.csmRepId`, account.csmRepId),
    ...toReferences(`accounts.${index}.formerOwnerRepId`, account.formerOwnerRepId),
    ...account.team.flatMap(({ repId }, member) => toReferences(`accounts.${index}.team.${member}.repId`, repId)),
  ];
}

async function writeAccounts(tx: Tx, accounts: readonly Account[], nameReading: number): Promise<readonly AccountId[]> {
  const { rows } = await sql<{ readonly id: AccountId; readonly isNew: boolean }>`
    insert into account (
      id, name, status, division, owner_rep_id, csm_rep_id, former_owner_rep_id, closed_lost_at, parent_account_id,
      aliases, country, team, name_reading)
    select id, name, status, division, "ownerRepId", "csmRepId", "formerOwnerRepId", "closedLostAt", "parentAccountId",
           array(select json_array_elements_text(aliases)), country, team, ${nameReading}::int
    from json_to_recordset(${toRecordset(accounts)}::json) as r (
      id text, name text, status text, division text, "ownerRepId" text, "csmRepId" text, "formerOwnerRepId" text,
      "closedLostAt" timestamptz, "parentAccountId" text, aliases json, country text, team jsonb)
    -- In one order everywhere: two imports of the same accounts wait for each other and do not deadlock.
    order by id
    on conflict (id) do update set
      name = excluded.name, status = excluded.status, division = excluded.division,
      owner_rep_id = excluded.owner_rep_id, csm_rep_id = excluded.csm_rep_id,
      former_owner_rep_id = excluded.former_owner_rep_id, closed_lost_at = excluded.closed_lost_at,
      parent_account_id = excluded.parent_account_id, aliases = excluded.aliases, country = excluded.country,
      team = excluded.team, name_reading = excluded.name_reading
    -- Also where another adds one at this very moment: only a row that was replaced was locked before.
    returning id, xmax = 0 as "isNew"`.execute(tx);
  return rows.flatMap(({ id, isNew }) => (isNew ? [] : [id]));
}

async function replaceDomains(tx: Tx, accounts: readonly Account[], known: readonly AccountId[]): Promise<void> {
  if (known.length > 0) await sql`delete from account_domain where account_id = any(${known}::text[])`.execute(tx);
  const rows = accounts.flatMap(({ id, domains }) =>
    [...new Set(domains)].map((domain, position) => ({ accountId: id, domain, position })),
  );
  await sql`
    insert into account_domain (domain, account_id, position)
    select domain, "accountId", position
    from json_to_recordset(${toRecordset(rows)}::json) as r (domain text, "accountId" text, position int)`.execute(tx);
}
