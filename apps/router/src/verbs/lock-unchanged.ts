import type { Tx } from "@pointsman/store/connect";
import { RetryTransactionError } from "@pointsman/store/is-retryable";
import { lockLeads } from "@pointsman/store/leads/find-leads";
import type { StoredLead } from "@pointsman/store/leads/stored-lead";

/** Locks the lead; where it has moved on since it was read, the whole transaction starts again and reads it anew. */
export async function lockUnchanged(tx: Tx, read: StoredLead): Promise<void> {
  const [now] = await lockLeads(tx, [read.id]);
  if (now?.epoch !== read.epoch || now.state !== read.state) {
    throw new RetryTransactionError(`lead ${read.id} changed while it was decided on`);
  }
}
