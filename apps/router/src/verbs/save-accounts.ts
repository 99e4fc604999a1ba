import type { Account } from "@pointsman/contracts/organisation";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import { NAME_READING } from "@pointsman/router-core/matching/account-keys";
import { toRegistrableDomain } from "@pointsman/router-core/matching/registrable-domain";
import type { Caller } from "@pointsman/rpc/authenticate";
import { lockAccountStates, recordAccountChange, type AccountState } from "@pointsman/store/accounts/account-history";
import { upsertAccounts } from "@pointsman/store/accounts/upsert-accounts";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../context.ts";
import { saveAccountNames } from "../routing/read-account-names.ts";

/**
 * Saves accounts with their domains as leads have them (`www.müller.example` → `xn--mller-kva.example`) and writes down
 * what changed of owner and status. An account that was lost gets the time and its owner up to then, unless the caller
 * says otherwise; those of one that was lost before stay.
 */
export async function saveAccounts(
  { db, clock }: Pick<ServiceContext, "db" | "clock">,
  caller: Caller,
  accounts: readonly Account[],
): Promise<{ readonly saved: number }> {
  const at = toTimestamp(clock.nowMs());
  await inTransaction(db, async (tx) => {
    const before = await lockAccountStates(
      tx,
      accounts.map(({ id }) => id),
    );
    const known = new Map(before.map((state) => [state.id, state]));
    const after = accounts.map((account) => toStoredAccount(account, known.get(account.id), at));
    await saveAccountNames(tx, after, await upsertAccounts(tx, after, NAME_READING));
    await recordAccountChange(tx, { before, after, at, by: caller.id, reason: "changed" });
  });
  return { saved: accounts.length };
}

/** The account as it comes on file. @param before as it is there */
export function toStoredAccount(account: Account, before: AccountState | undefined, now: Timestamp): Account {
  return completeLoss(withRegistrableDomains(account), before, now);
}

function withRegistrableDomains(account: Account): Account {
  const domains = account.domains.map((domain) => toRegistrableDomain(domain) ?? domain);
  return { ...account, domains: [...new Set(domains)] };
}

/** Of an account that comes on file as lost nobody but the caller can know when, and whose it was. */
function completeLoss(account: Account, before: AccountState | undefined, now: Timestamp): Account {
  if (account.status !== "closed_lost" || before === undefined) return account;
  const wasLost = before.status === "closed_lost";
  return {
    ...account,
    closedLostAt: account.closedLostAt ?? (wasLost ? before.closedLostAt : now),
    formerOwnerRepId: account.formerOwnerRepId ?? (wasLost ? before.formerOwnerRepId : before.ownerRepId),
  };
}
