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

/** What erasures that are not chained yet say that they took away: commitments. */
export async function listPendingErased(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly commitment: string }>`
    select jsonb_array_elements_text(after -> 'commitments') as commitment
    from audit_pending where entity = 'erasure'`.execute(db);
  return rows.map(({ commitment }) => commitment);
}
