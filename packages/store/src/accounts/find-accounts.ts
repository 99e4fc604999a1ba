import type { AccountId } from "@pointsman/contracts/id";
import type { Account } from "@pointsman/contracts/organisation";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { parseCursor, toCursor } from "../cursor.ts";
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
