import type { Tx } from "../connect.ts";
import { lockOrgState } from "./read-org-state.ts";

/**
 * Counts a change of the organisation and returns its number. Waits for the batches in flight, which hold the lock
 * shared, and keeps new ones waiting until the change is committed. So every change calls it before anything else.
 */
export async function bumpRevision(tx: Tx): Promise<number> {
  await lockOrgState("update").execute(tx);
  const { revision } = await tx
    .updateTable("org_state")
    .set((eb) => ({ revision: eb("revision", "+", 1) }))
    .returning("revision")
    .executeTakeFirstOrThrow();
  return revision;
}
