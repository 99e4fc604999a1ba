import { AppError } from "@pointsman/contracts/error";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { lockAnomaly } from "@pointsman/store/anomalies/anomalies";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../context.ts";
import { move } from "./file-anomalies.ts";

/**
 * Somebody knows of it.
 *
 * @throws AppError `NOT_FOUND`; `CONFLICT` where it is acknowledged, merged or closed already.
 */
export async function acknowledgeAnomaly(
  { db, clock }: Pick<ServiceContext, "db" | "clock">,
  { id, by }: { readonly id: string; readonly by: string },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const known = await lockAnomaly(tx, id);
    if (known === undefined) throw new AppError("NOT_FOUND", `There is no anomaly ${id}.`);
    const moved = await move(tx, known, { step: "acknowledge", at: toTimestamp(clock.nowMs()), by });
    if (!moved) throw new AppError("CONFLICT", `Anomaly ${id} is ${known.state} already.`);
  });
}
