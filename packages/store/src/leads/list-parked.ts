import type { ParkedLead } from "@pointsman/contracts/api/waiting";
import type { QueueId } from "@pointsman/contracts/id";
import { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { parseCursor } from "../cursor.ts";
import { cutPage, type PageOptions } from "../page.ts";

/** What waits in a queue, the longest due for routing first. Throws `INVALID_INPUT` for a cursor of another list. */
export async function listParked(
  db: Db,
  { queueId, limit, cursor }: PageOptions & { readonly queueId: QueueId },
): Promise<{ readonly leads: readonly ParkedLead[]; readonly nextCursor: string | null }> {
  const [qualifiedAt, id] = cursor === undefined ? [null, null] : parseCursor(cursor, isKey);
  const { rows: found } = await sql<ParkedLead>`
    select lead.id as "leadId", lead.epoch, lead.source, lead.received_at as "receivedAt",
           lead.qualified_at as "qualifiedAt", decision.decided_at as "parkedAt",
           decision.outcome ->> 'reason' as reason, lead.waits_for as "waitsFor"
    from lead
    join decision on decision.lead_id = lead.id and decision.epoch = lead.epoch
    where lead.state = 'parked' and decision.outcome ->> 'queueId' = ${queueId}
      and (${qualifiedAt}::timestamptz is null
           or (lead.qualified_at, lead.id) > (${qualifiedAt}::timestamptz, ${id}::text))
    order by lead.qualified_at, lead.id
    limit ${limit + 1}`.execute(db);
  const { rows: leads, nextCursor } = cutPage(found, limit, ({ qualifiedAt, leadId }) => [qualifiedAt, leadId]);
  return { leads, nextCursor };
}

function isKey(parts: readonly string[]): boolean {
  return parts.length === 2 && Timestamp.safeParse(parts[0]).success;
}

/** How much waits in a queue. */
export type QueueDepth = {
  readonly queueId: QueueId;
  readonly parkedLeads: number;
  readonly oldestQualifiedAt: Timestamp;
};

/** The queues in which something waits. */
export async function countParked(db: Db): Promise<readonly QueueDepth[]> {
  const { rows } = await sql<QueueDepth>`
    select decision.outcome ->> 'queueId' as "queueId", count(*) as "parkedLeads",
           min(lead.qualified_at) as "oldestQualifiedAt"
    from lead
    join decision on decision.lead_id = lead.id and decision.epoch = lead.epoch
    where lead.state = 'parked'
    group by 1`.execute(db);
  return rows;
}
