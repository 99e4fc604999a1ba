import type { AccountId, RepId } from "@pointsman/contracts/id";
import type { Account, AccountStatus } from "@pointsman/contracts/organisation";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { parseCursor } from "../cursor.ts";
import { cutPage, type PageOptions } from "../page.ts";
import { prepared } from "../prepared.ts";

/** The columns of `account` that make an account. */
export const accountColumns = sql`
           account.id, account.name, account.status, account.division, account.owner_rep_id as "ownerRepId",
           account.csm_rep_id as "csmRepId", account.former_owner_rep_id as "formerOwnerRepId",
           account.closed_lost_at as "closedLostAt", account.parent_account_id as "parentAccountId", account.team,
           account.aliases, account.country,
           array(select domain from account_domain where account_id = account.id order by position) as domains`;

/** The accounts with these ids that are on file, in id order. */
export async function findAccountsByIds(db: Db, ids: readonly AccountId[]): Promise<readonly Account[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Account>`${prepared("read_accounts")}
    select ${accountColumns}
    from account where id = any(${ids}::text[]) order by id`.execute(db);
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

export type ListAccountsOptions = PageOptions & {
  readonly ownerRepId?: RepId | undefined;
  readonly status?: AccountStatus | undefined;
  readonly domain?: string | undefined;
};

/** Accounts by id. Throws `INVALID_INPUT` for a cursor that is not one of this list. */
export async function listAccounts(db: Db, options: ListAccountsOptions): Promise<AccountPage> {
  const { ownerRepId, status, domain, limit, cursor } = options;
  let query = selectAccounts(db)
    .orderBy("account.id")
    .limit(limit + 1);
  if (ownerRepId !== undefined) query = query.where("account.owner_rep_id", "=", ownerRepId);
  if (status !== undefined) query = query.where("account.status", "=", status);
  if (domain !== undefined) {
    query = query.where(
      sql<boolean>`account.id in (select account_id from account_domain where domain = ${domain.toLowerCase()})`,
    );
  }
  if (cursor !== undefined) {
    const [id] = parseCursor(cursor, (parts) => parts.length === 1);
    query = query.where(sql<boolean>`account.id > ${id}::text`);
  }
  const { rows: accounts, nextCursor } = cutPage(await query.execute(), limit, ({ id }) => [id]);
  return { accounts, nextCursor };
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
