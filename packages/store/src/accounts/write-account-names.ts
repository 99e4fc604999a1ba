import type { AccountId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";
import { toRecordset } from "../recordset.ts";

/** The texts by which an account's names are found, as the caller reads them. */
export type AccountNames = {
  readonly accountId: AccountId;
  /** For similar names; see `account_name.core`. */
  readonly cores: readonly string[];
  /** For exact look-up; see `account_key.key`. */
  readonly keys: readonly string[];
};

/**
 * Replaces the texts by which the accounts are found. To be called after `upsertAccounts`, in the same transaction.
 *
 * @param reading version of the caller's reading, 1 and up; `listUnreadAccounts` finds what was read by another
 * @param known those that may have such texts already. Left out: all
 */
export async function writeAccountNames(
  tx: Tx,
  names: readonly AccountNames[],
  reading: number,
  known: readonly AccountId[] = names.map(({ accountId }) => accountId),
): Promise<void> {
  if (names.length === 0) return;
  const ids = names.map(({ accountId }) => accountId);
  const cores = names.flatMap(({ accountId, cores }) => cores.map((core, position) => ({ accountId, position, core })));
  const keys = names.flatMap(({ accountId, keys }) => [...new Set(keys)].map((key) => ({ accountId, key })));
  if (known.length > 0) {
    await sql`delete from account_name where account_id = any(${known}::text[])`.execute(tx);
    await sql`delete from account_key where account_id = any(${known}::text[])`.execute(tx);
  }
  await sql`
    insert into account_name (account_id, position, core, has_domain)
    select "accountId", position, core, exists (select from account_domain where account_id = "accountId")
    from json_to_recordset(${toRecordset(cores)}::json) as r ("accountId" text, position int, core text)`.execute(tx);
  await sql`
    insert into account_key (key, account_id)
    select key, "accountId" from json_to_recordset(${toRecordset(keys)}::json) as r ("accountId" text, key text)`.execute(
    tx,
  );
  await sql`
    update account set name_reading = ${reading}
    where id = any(${ids}::text[]) and name_reading <> ${reading}`.execute(tx);
}

/** Ids of accounts whose names were not read by this version, the lowest first, locked until the end of the transaction. */
export async function listUnreadAccounts(tx: Tx, reading: number, limit: number): Promise<readonly AccountId[]> {
  const rows = await tx
    .selectFrom("account")
    .select("id")
    .where("name_reading", "<>", reading)
    .orderBy("id")
    .limit(limit)
    .forUpdate()
    .execute();
  return rows.map(({ id }) => id);
}
