import type { RepId } from "@pointsman/contracts/id";
import type { LeadState } from "@pointsman/contracts/lead";
import { Timestamp } from "@pointsman/contracts/primitive";
import { sql, type RawBuilder } from "kysely";

import type { Db } from "../connect.ts";
import { parseCursor, toCursor } from "../cursor.ts";
import { selectLeads, toStoredLeads, type StoredLead } from "./stored-lead.ts";

export type ListLeadsOptions = {
  readonly state?: LeadState | undefined;
  readonly repId?: RepId | undefined;
  /** Only leads that these reps have or had last, that are held for them, or parked in their queues; undefined: all. */
  readonly withinRepIds?: readonly RepId[] | undefined;
  readonly limit: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
};

export type LeadPage = {
  readonly leads: readonly StoredLead[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
};

/** None of these is ever archived: the archive is not walked through for one more that is not there. */
const NEVER_ARCHIVED: ReadonlySet<LeadState> = new Set(["assigned", "held", "parked"]);

/**
 * Leads, archived ones too, latest received first. Pages follow the last row seen, not a count of rows, so that leads which arrive while
 * somebody pages neither repeat nor hide any. Throws `INVALID_INPUT` for a cursor that is not one of this list.
 */
export async function listLeads(db: Db, options: ListLeadsOptions): Promise<LeadPage> {
  const { state, repId, withinRepIds, limit, cursor } = options;
  let query = selectLeads(db)
    .orderBy("received_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1);
  if (state !== undefined) query = query.where("state", "=", state);
  if (state !== undefined && NEVER_ARCHIVED.has(state)) query = query.where("archived", "=", false);
  if (repId !== undefined) query = query.where("rep_id", "=", repId);
  if (withinRepIds !== undefined) query = query.where(isWithin(withinRepIds, state));
  if (cursor !== undefined) {
    const [receivedAt, id] = parseCursor(cursor, isKey);
    query = query.where(sql<boolean>`(received_at, id) < (${receivedAt}::timestamptz, ${id}::text)`);
  }
  const found = toStoredLeads(await query.execute());
  const leads = found.slice(0, limit);
  const last = leads.at(-1);
  const isLastPage = found.length <= limit || last === undefined;
  return { leads, nextCursor: isLastPage ? null : toCursor([last.receivedAt, last.id]) };
}

/** Whom a held or parked lead belongs to stands in its decision, and no such lead is archived. */
function isWithin(repIds: readonly RepId[], state: LeadState | undefined): RawBuilder<boolean> {
  const has = sql<boolean>`rep_id = any(${repIds}::text[])`;
  if (state !== undefined && state !== "held" && state !== "parked") return has;
  return sql<boolean>`(${has} or state in ('held', 'parked') and exists (
    select from decision where decision.lead_id = all_lead.id and decision.epoch = all_lead.epoch
      and coalesce(outcome ->> 'forRepId', outcome ->> 'ownerRepId') = any(${repIds}::text[])))`;
}

function isKey(parts: readonly string[]): boolean {
  return parts.length === 2 && Timestamp.safeParse(parts[0]).success;
}
