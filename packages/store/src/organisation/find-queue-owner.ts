import type { QueueId, RepId } from "@pointsman/contracts/id";

import type { Tx } from "../connect.ts";

/** Whose the queue is; undefined: there is no such queue. */
export async function findQueueOwner(tx: Tx, queueId: QueueId): Promise<RepId | undefined> {
  const row = await tx.selectFrom("queue").select("owner_rep_id").where("id", "=", queueId).executeTakeFirst();
  return row?.owner_rep_id;
}
