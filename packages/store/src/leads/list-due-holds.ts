import type { LeadId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

import type { Db } from "../connect.ts";

/** A lead whose wait is over. `epoch` is that of the decision to hold it: whoever locks it and finds another is late. */
export type DueHold = { readonly leadId: LeadId; readonly epoch: number };

/** Held leads due at `now` or before, the longest due first. Takes no locks. */
export async function listDueHolds(db: Db, now: Timestamp, limit: number): Promise<readonly DueHold[]> {
  return db
    .selectFrom("lead")
    .select(["id as leadId", "epoch"])
    .where("state", "=", "held")
    .where("held_until", "<=", now)
    .orderBy("held_until")
    .orderBy("id")
    .limit(limit)
    .execute();
}
