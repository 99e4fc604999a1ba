import type { Account } from "@pointsman/contracts/organisation";
import { NAME_READING, toAccountKeys } from "@pointsman/router-core/matching/account-keys";
import { findAccountsByIds } from "@pointsman/store/accounts/find-accounts";
import { listUnreadAccounts, writeAccountNames } from "@pointsman/store/accounts/write-account-names";
import type { Db, Tx } from "@pointsman/store/connect";
import { inTransaction } from "@pointsman/store/in-transaction";

/** Accounts read in one transaction, for which an upsert of one of them may have to wait. */
const BATCH = 500;

/** Makes accounts that were just written findable by their names. @param known those that may have been before */
export async function saveAccountNames(
  tx: Tx,
  accounts: readonly Account[],
  known: readonly Account["id"][] = accounts.map(({ id }) => id),
): Promise<void> {
  const names = accounts.map((account) => ({ accountId: account.id, ...toAccountKeys(account) }));
  await writeAccountNames(tx, names, NAME_READING, known);
}

/**
 * Reads the names of all accounts that were not read by this version of the reading: those on file before there was any,
 * and all of them when the reading has changed. In batches; whoever stops it may start it again.
 *
 * @returns how many were read
 */
export async function readAccountNames(db: Db): Promise<number> {
  let read = 0;
  for (;;) {
    const batch = await inTransaction(db, async (tx) => {
      const ids = await listUnreadAccounts(tx, NAME_READING, BATCH);
      await saveAccountNames(tx, await findAccountsByIds(tx, ids));
      return ids.length;
    });
    read += batch;
    if (batch < BATCH) return read;
  }
}
