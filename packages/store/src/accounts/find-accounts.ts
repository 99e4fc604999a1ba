import type { AccountId } from "@pointsman/contracts/id";
import type { Account } from "@pointsman/contracts/organisation";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { parseCursor, toCursor } from "../cursor.ts";
import { prepared } from "../prepared.ts";

/** Children looked at for one parent: what a conglomerate has beyond them is found by its own domains. */
const MAX_CHILDREN = 50;

/** By what accounts are looked for. */
export type AccountQuery = {
  /** Registrable domains; one may belong to several accounts. */
  readonly domains: readonly string[];
  readonly ids: readonly AccountId[];
};

/**
 * The accounts that a batch of leads may mean, by id: those at the domains with their parents and children, for one of
 * them may be whom a lead at the family's domain means, and those with the ids. One statement, whatever is asked. Of a
 * parent with very many children the first 50 by id.
 */
export async function findCandidateAccounts(db: Db, { domains, ids }: AccountQuery): Promise<readonly Account[]> {
  if (domains.length === 0 && ids.length === 0) return [];
  const { rows } = await sql<Account>`${prepared("find_candidate_accounts")}
    with own as materialized (
      select distinct account.id, account.parent_account_id
      from account_domain
      join account on account.id = account_domain.account_id
      where account_domain.domain = any(${domains}::text[]))
    select id, name, status, division, owner_rep_id as "ownerRepId", csm_rep_id as "csmRepId",
           former_owner_rep_id as "formerOwnerRepId", closed_lost_at as "closedLostAt",
           parent_account_id as "parentAccountId", team, aliases, country,
           array(select domain from account_domain where account_id = account.id order by position) as domains
    from account
    where id = any(array(
      select id from own
      union
      select parent_account_id from own where parent_account_id is not null
      union
      select child.id
      from own
      cross join lateral (
        select id from account as a where a.parent_account_id = own.id order by id
        limit ${sql.lit(MAX_CHILDREN)}) as child
      union
      select unnest(${ids}::text[])))
    order by id`.execute(db);
  return rows;
}

/** The account, or undefined: no such account. */
export async function getAccount(db: Db, id: AccountId): Promise<Account | undefined> {
  return selectAccounts(db).where("account.id", "=", id).executeTakeFirst();
}

export type AccountPage = {
  readonly accounts: readonly Account[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
};

/** Accounts by id. Throws `INVALID_INPUT` for a cursor that is not one of this list. */
export async function listAccounts(
  db: Db,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<AccountPage> {
  let query = selectAccounts(db)
    .orderBy("account.id")
    .limit(page.limit + 1);
  if (page.cursor !== undefined) {
    const [id] = parseCursor(page.cursor, (parts) => parts.length === 1);
    query = query.where(sql<boolean>`account.id > ${id}::text`);
  }
  const found = await query.execute();
  const accounts = found.slice(0, page.limit);
  const last = accounts.at(-1);
  return { accounts, nextCursor: found.length <= page.limit || last === undefined ? null : toCursor([last.id]) };
}

function selectAccounts(db: Db) {
  return db
    .selectFrom("account")
    .select(["account.id", "account.name", "account.status", "account.division", "account.owner_rep_id as ownerRepId"])
    .select(["account.csm_rep_id as csmRepId", "account.former_owner_rep_id as formerOwnerRepId"])
    .select(["account.closed_lost_at as closedLostAt", "account.parent_account_id as parentAccountId", "account.team"])
    .select(["account.aliases", "account.country"])
    .select(
      sql<readonly string[]>`array(
        select domain from account_domain where account_id = account.id order by position)`.as("domains"),
    );
}
