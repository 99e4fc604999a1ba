import type { LeadId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** A place in the line of leads that wait: by when they became due for routing, then by id. */
export type WaitingLead = { readonly leadId: LeadId; readonly qualifiedAt: Timestamp };

/**
 * Leads that wait for one of the pools and reps, the oldest first, after `after`. Null targets: whatever they wait for.
 * Reads the index of what waits, in its order. Takes no locks.
 */
export async function listWaitingLeads(
  db: Db,
  query: { readonly targets: readonly string[] | null; readonly after: WaitingLead | null; readonly limit: number },
): Promise<readonly WaitingLead[]> {
  const { targets, after, limit } = query;
  const { rows } = await sql<WaitingLead>`
    select id as "leadId", qualified_at as "qualifiedAt"
    from lead
    where waits_for is not null
      and (${targets}::text[] is null or waits_for && ${targets}::text[])
      and (${after?.qualifiedAt ?? null}::timestamptz is null
           or (qualified_at, id) > (${after?.qualifiedAt ?? null}::timestamptz, ${after?.leadId ?? null}::text))
    order by qualified_at, id
    limit ${limit}`.execute(db);
  return rows;
}
