import type { RepId } from "@pointsman/contracts/id";
import type { Tx } from "@pointsman/store/connect";

/**
 * The one place that learns that reps can take more than before: called by every transaction in which somebody's load
 * fell, after the loads are written and while their rows are locked. Who waits for capacity hangs in here; so far
 * waiting leads are looked at by nobody.
 */
export async function announceFreedCapacity(_tx: Tx, _repIds: readonly RepId[]): Promise<void> {}
