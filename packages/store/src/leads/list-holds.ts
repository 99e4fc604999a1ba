import type { Hold } from "@pointsman/contracts/api/waiting";
import type { RepId } from "@pointsman/contracts/id";
import { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { parseCursor } from "../cursor.ts";
import { cutPage, type PageOptions } from "../page.ts";

/** Held leads, the next to be released first, with for whom and why. Throws `INVALID_INPUT` for a cursor of another list. */
export async function listHolds(
  db: Db,
  query: PageOptions & {
    readonly repId?: RepId | undefined;
    /** Only those of these reps; undefined: all. */
    readonly withinRepIds?: readonly RepId[] | undefined;
  },
): Promise<{ readonly holds: readonly Hold[]; readonly nextCursor: string | null }> {
  const { limit, cursor } = query;
  const repId = query.repId ?? null;
  const within = query.withinRepIds ?? null;
  const [until, id] = cursor === undefined ? [null, null] : parseCursor(cursor, isKey);
  const { rows: found } = await sql<Hold>`
    select lead.id as "leadId", lead.epoch, decision.outcome ->> 'forRepId' as "forRepId",
           decision.outcome ->> 'reason' as reason, decision.decided_at as "heldSince", lead.held_until as "heldUntil"
    from lead
    join decision on decision.lead_id = lead.id and decision.epoch = lead.epoch
    where lead.state = 'held'
      and (${repId}::text is null or decision.outcome ->> 'forRepId' = ${repId})
      and (${within}::text[] is null or decision.outcome ->> 'forRepId' = any(${within}::text[]))
      and (${until}::timestamptz is null or (lead.held_until, lead.id) > (${until}::timestamptz, ${id}::text))
    order by lead.held_until, lead.id
    limit ${limit + 1}`.execute(db);
  const { rows: holds, nextCursor } = cutPage(found, limit, ({ heldUntil, leadId }) => [heldUntil, leadId]);
  return { holds, nextCursor };
}

function isKey(parts: readonly string[]): boolean {
  return parts.length === 2 && Timestamp.safeParse(parts[0]).success;
}
