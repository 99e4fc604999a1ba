import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** Changes that are not chained yet, and since when the oldest of them waits. */
export async function measurePending(
  db: Db,
): Promise<{ readonly changes: number; readonly oldestAt: Timestamp | null }> {
  const { rows } = await sql<{ readonly changes: number; readonly oldestAt: Timestamp | null }>`
    select count(*) as changes, min(at) as "oldestAt" from audit_pending`.execute(db);
  return rows[0] ?? { changes: 0, oldestAt: null };
}
