import type { Tx } from "@pointsman/store/connect";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../context.ts";

/** Adds or replaces parts of the organisation in one transaction: all of them or none. */
export async function saveItems<T>(
  { db }: Pick<ServiceContext, "db">,
  items: readonly T[],
  upsert: (tx: Tx, items: readonly T[]) => Promise<void>,
): Promise<{ readonly saved: number }> {
  await inTransaction(db, async (tx) => upsert(tx, items));
  return { saved: items.length };
}
