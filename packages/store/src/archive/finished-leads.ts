import type { LeadId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql, type RawBuilder } from "kysely";

import type { Db } from "../connect.ts";

/** By what a lead is found that may be archived: its conversion, its disqualification, or that it never qualified. */
export const ENDINGS = ["conversion", "disqualification", "unqualified"] as const;
export type Ending = (typeof ENDINGS)[number];

/** A lead that ended, and when; also the place after which a search goes on. */
export type FinishedLead = { readonly leadId: LeadId; readonly endedAt: Timestamp };

/** Each has an index in this order. */
const ENDED: Readonly<Record<Ending, RawBuilder<unknown>>> = {
  conversion: sql`select lead_id, converted_at as ended_at from conversion`,
  disqualification: sql`select lead_id, disqualified_at as ended_at from disqualification`,
  unqualified: sql`select id as lead_id, created_at as ended_at from lead where state = 'unqualified'`,
};

/** The first leads that ended so before `before`, after the place `after`, the oldest first. Takes no locks. */
export async function listFinishedLeads(
  db: Db,
  ending: Ending,
  page: { readonly before: Timestamp; readonly after: FinishedLead | null; readonly limit: number },
): Promise<readonly FinishedLead[]> {
  const { before, after, limit } = page;
  const { rows } = await sql<FinishedLead>`
    select lead_id as "leadId", ended_at as "endedAt"
    from (${ENDED[ending]}) as ended
    where ended_at < ${before}::timestamptz
      and (ended_at, lead_id) > (${after?.endedAt ?? "-infinity"}::timestamptz, ${after?.leadId ?? ""}::text)
    order by ended_at, lead_id
    limit ${limit}`.execute(db);
  return rows;
}

/** How many leads ended so before `before`. */
export async function countFinishedLeads(db: Db, ending: Ending, before: Timestamp): Promise<number> {
  const { rows } = await sql<{ readonly leads: number }>`
    select count(*) as leads from (${ENDED[ending]}) as ended where ended_at < ${before}::timestamptz`.execute(db);
  return rows[0]?.leads ?? 0;
}
