import type { Timestamp } from "@pointsman/contracts/primitive";

import type { Db } from "../connect.ts";

/** Notes that the warehouse has the batch. The first delivery counts; marking it again changes nothing. */
export async function markBatchDelivered(db: Db, batchId: number, deliveredAt: Timestamp): Promise<void> {
  await db
    .updateTable("outbox_batch")
    .set({ delivered_at: deliveredAt })
    .where("id", "=", batchId)
    .where("delivered_at", "is", null)
    .execute();
}
