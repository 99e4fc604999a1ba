import type { AccountId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { lockAccountStates, recordAccountChange } from "@pointsman/store/accounts/account-history";
import { listAccountsOfRep, replaceAccountRep } from "@pointsman/store/accounts/accounts-of-rep";
import type { Tx } from "@pointsman/store/connect";
import { replaceFormOwner } from "@pointsman/store/forms/forms";
import { upsertPartners } from "@pointsman/store/organisation/upsert-partners";
import { upsertQueues } from "@pointsman/store/organisation/upsert-queues";
import { upsertReps } from "@pointsman/store/organisation/upsert-reps";

import { replacePools, type PoolReplacement } from "../routing/replace-pools.ts";
import { wakeWaiting } from "../timers/jobs.ts";
import type { Handover } from "./plan-handover.ts";

/**
 * Writes what a departure changes of the organisation. What the leaver was owed is shared among who stays in his pools, so
 * that each sums to zero and nobody is flooded. To be called with the organisation locked for update.
 */
export async function handOverOrganisation(
  tx: Tx,
  { reps, pools, queues, partners, successorRepId }: Handover,
  { repId, ...change }: Omit<PoolReplacement, "pools"> & { readonly repId: RepId },
): Promise<void> {
  await upsertReps(tx, reps);
  await replacePools(tx, { ...change, pools });
  await upsertQueues(tx, queues);
  await upsertPartners(tx, partners);
  await replaceFormOwner(tx, { from: repId, to: successorRepId });
  await wakeWaiting(tx, null);
}

export interface AccountHandover {
  readonly repId: RepId;
  readonly toRepId: RepId | null;
  readonly limit: number;
  readonly at: Timestamp;
  readonly by: string;
}

/** Moves the first of the leaver's accounts, and keeps on file that they were his. @returns those that were moved */
export async function handOverAccounts(
  tx: Tx,
  { repId, toRepId, limit, at, by }: AccountHandover,
): Promise<readonly AccountId[]> {
  const ids = await listAccountsOfRep(tx, repId, limit);
  const before = await lockAccountStates(tx, ids);
  await replaceAccountRep(tx, ids, { from: repId, to: toRepId });
  const after = before.map((state) => (state.ownerRepId === repId ? { ...state, ownerRepId: toRepId } : state));
  await recordAccountChange(tx, { before, after, at, by, reason: "rep_left" });
  return ids;
}
