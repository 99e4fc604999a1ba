import type { PartnerId, PoolId, QueueId, TerritoryId } from "@pointsman/contracts/id";

import type { Tx } from "../connect.ts";
import { bumpRevision } from "./bump-revision.ts";

/**
 * These take a part of the organisation away with all that is only its own. What refers to it is the caller's to look for
 * first (`find-uses.ts`): what a foreign key knows of fails with 23503.
 *
 * @returns how many went: 0 where there is none
 */
export async function removeTerritory(tx: Tx, id: TerritoryId): Promise<number> {
  await bumpRevision(tx);
  return countDeleted(await tx.deleteFrom("territory").where("id", "=", id).executeTakeFirstOrThrow());
}

/** @see removeTerritory */
export async function removePartner(tx: Tx, id: PartnerId): Promise<number> {
  await bumpRevision(tx);
  return countDeleted(await tx.deleteFrom("partner").where("id", "=", id).executeTakeFirstOrThrow());
}

/** @see removeTerritory */
export async function removeQueue(tx: Tx, id: QueueId): Promise<number> {
  await bumpRevision(tx);
  return countDeleted(await tx.deleteFrom("queue").where("id", "=", id).executeTakeFirstOrThrow());
}

/** With its members and its ledger. @see removeTerritory */
export async function removePool(tx: Tx, id: PoolId): Promise<number> {
  await bumpRevision(tx);
  await tx.deleteFrom("pool_member").where("pool_id", "=", id).execute();
  await tx.deleteFrom("pool_state").where("pool_id", "=", id).execute();
  return countDeleted(await tx.deleteFrom("pool").where("id", "=", id).executeTakeFirstOrThrow());
}

function countDeleted({ numDeletedRows }: { readonly numDeletedRows: bigint }): number {
  return Number(numDeletedRows);
}
