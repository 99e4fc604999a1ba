import type { Tx } from "@pointsman/store/connect";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../context.ts";
import { wakeWaiting } from "../timers/jobs.ts";

/**
 * Adds or replaces parts of the organisation in one transaction: all of them or none. Leads that wait are looked at
 * again: somebody may have more room now, or be back.
 */
export async function saveItems<T>(
  { db }: Pick<ServiceContext, "db">,
  items: readonly T[],
  upsert: (tx: Tx, items: readonly T[]) => Promise<void>,
): Promise<{ readonly saved: number }> {
  await inTransaction(db, async (tx) => {
    await upsert(tx, items);
    await wakeWaiting(tx, null);
  });
  return { saved: items.length };
}
