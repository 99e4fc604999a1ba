import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { WAITING_EVENTS } from "./event-sets.ts";

export type OutboxLag = {
  /** Events that are in no delivered batch. */
  readonly undelivered: number;
  /** When the oldest of them happened; null: there are none. */
  readonly oldestOccurredAt: Timestamp | null;
};

/** How far the warehouse is behind. Cheap while it is not: reads undelivered events only. */
export async function measureOutboxLag(db: Db): Promise<OutboxLag> {
  const { rows } = await sql<OutboxLag>`
    select count(*) as undelivered, min(occurred_at) as "oldestOccurredAt"
    from ${WAITING_EVENTS} as waiting`.execute(db);
  return rows[0] ?? { undelivered: 0, oldestOccurredAt: null };
}
