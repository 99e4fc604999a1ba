import type { Db } from "../connect.ts";
import type { OutboxBatch } from "./cut-outbox-batch.ts";

/** Batches that are not known to have arrived, in the order in which they were cut. */
export async function listUndeliveredBatches(db: Db): Promise<readonly OutboxBatch[]> {
  return db
    .selectFrom("outbox_batch")
    .select(["id", "token", "event_count as eventCount"])
    .where("delivered_at", "is", null)
    .orderBy("id")
    .execute();
}
