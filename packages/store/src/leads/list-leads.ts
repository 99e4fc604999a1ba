import { MAX_SCANNED_LEADS, type ListLeadsInput } from "@pointsman/contracts/api/leads";
import type { RepId } from "@pointsman/contracts/id";
import type { LeadState } from "@pointsman/contracts/lead";
import { Timestamp } from "@pointsman/contracts/primitive";
import { sql, type RawBuilder } from "kysely";

import type { Db } from "../connect.ts";
import { parseCursor, toCursor } from "../cursor.ts";
import { selectLeads, toStoredLeads, type LeadRow, type StoredLead } from "./stored-lead.ts";
import { selectWithin } from "./within-reach.ts";

export type ListLeadsOptions = Partial<ListLeadsInput> & {
  readonly limit: number;
  /** Only leads that these reps have or had last, that are held for them, or parked in their queues; undefined: all. */
  readonly withinRepIds?: readonly RepId[] | undefined;
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
 *
 * @param maxScanned partner, source and what decisions say have no index: of so many leads at most they are read for one page, which is short, or
 * empty, where few satisfy them; its cursor goes on behind the last that was looked at
 */
export async function listLeads(db: Db, options: ListLeadsOptions, maxScanned = MAX_SCANNED_LEADS): Promise<LeadPage> {
  const conditions = listScanConditions(options);
  const { limit } = options;
  if (conditions.length === 0) {
    const found = await selectByLead(db, options, limit + 1).execute();
    return toPage(found, limit, found.length <= limit ? null : found[limit - 1]);
  }
  const scanned = selectByLead(db, options, maxScanned);
  const rows = await db
    .with("scanned", () => scanned)
    .with("last", (cte) =>
      cte
        .selectFrom("scanned")
        .select(["received_at as last_received_at", "id as last_id"])
        .orderBy("received_at")
        .orderBy("id")
        .limit(1),
    )
    .with("counted", (cte) => cte.selectFrom("scanned").select((eb) => eb.fn.countAll<number>().as("scanned_count")))
    .with("matching", (cte) =>
      cte
        .selectFrom("scanned")
        .innerJoin("all_decision as decision", (join) =>
          join.onRef("decision.lead_id", "=", "scanned.id").onRef("decision.epoch", "=", "scanned.epoch"),
        )
        .selectAll("scanned")
        .where(sql<boolean>`${sql.join(conditions, sql` and `)}`)
        .orderBy("scanned.received_at", "desc")
        .orderBy("scanned.id", "desc")
        .limit(limit + 1),
    )
    // One row at least, for where the look ended, unless there was nothing to look at.
    .selectFrom("last")
    .innerJoin("counted", (join) => join.onTrue())
    .leftJoin("matching", (join) => join.onTrue())
    .selectAll()
    .orderBy("received_at", "desc")
    .orderBy("id", "desc")
    .execute();
  const found = rows.flatMap((row) => (row.id === null ? [] : [row as LeadRow]));
  const [look] = rows;
  const isLastPage = look === undefined || look.scanned_count < maxScanned;
  if (found.length > limit) return toPage(found, limit, found[limit - 1]);
  return toPage(found, limit, isLastPage ? null : { received_at: look.last_received_at, id: look.last_id });
}

type PageEnd = Pick<LeadRow, "received_at" | "id">;

function toPage(found: readonly LeadRow[], limit: number, end: PageEnd | null | undefined): LeadPage {
  const leads = toStoredLeads(found.slice(0, limit));
  return { leads, nextCursor: end === null || end === undefined ? null : toCursor([end.received_at, end.id]) };
}

/** By what has an index, or what most leads have; the latest `limit` of them. Exported for the test that looks at its plan. */
export function selectByLead(db: Db, options: ListLeadsOptions, limit: number) {
  const { state, withinRepIds } = options;
  const conditions = listLeadConditions(options);
  const selected =
    withinRepIds === undefined
      ? selectLeads(db).where(sql<boolean>`${sql.join(conditions, sql` and `)}`)
      : selectWithin(db, withinRepIds, { state, conditions, limit });
  return selected.orderBy("received_at", "desc").orderBy("id", "desc").limit(limit);
}

function listLeadConditions(options: ListLeadsOptions): readonly RawBuilder<boolean>[] {
  const { state, repId, accountId, receivedFrom, receivedUntil, cursor } = options;
  const conditions = [sql<boolean>`state is not null`];
  if (state !== undefined) conditions.push(sql`state = ${state}`);
  if (state !== undefined && NEVER_ARCHIVED.has(state)) conditions.push(sql`not archived`);
  if (repId !== undefined) conditions.push(sql`rep_id = ${repId}`);
  if (accountId !== undefined) conditions.push(sql`account_id = ${accountId}`);
  if (receivedFrom !== undefined) conditions.push(sql`received_at >= ${receivedFrom}::timestamptz`);
  if (receivedUntil !== undefined) conditions.push(sql`received_at < ${receivedUntil}::timestamptz`);
  if (cursor !== undefined) {
    const [receivedAt, id] = parseCursor(cursor, isKey);
    conditions.push(sql`(received_at, id) < (${receivedAt}::timestamptz, ${id}::text)`);
  }
  return conditions;
}

/** By what has no index. */
function listScanConditions(options: ListLeadsOptions): readonly RawBuilder<boolean>[] {
  const { partnerId, source, poolId, queueId, territoryId, segment, tier } = options;
  const derived = (fact: string, value: string) =>
    sql<boolean>`decision.trace -> 'derived' ->> ${sql.lit(fact)} = ${value}`;
  return [
    ...(partnerId === undefined ? [] : [sql<boolean>`scanned.partner_id = ${partnerId}`]),
    ...(source === undefined ? [] : [sql<boolean>`scanned.source = ${source}`]),
    ...(poolId === undefined ? [] : [sql<boolean>`decision.pool_id = ${poolId}`]),
    ...(queueId === undefined
      ? []
      : [sql<boolean>`decision.outcome_kind = 'parked' and decision.outcome ->> 'queueId' = ${queueId}`]),
    ...(territoryId === undefined ? [] : [derived("territory", territoryId)]),
    ...(segment === undefined ? [] : [derived("segment", segment)]),
    ...(tier === undefined ? [] : [derived("tier", tier)]),
  ];
}

function isKey(parts: readonly string[]): boolean {
  return parts.length === 2 && Timestamp.safeParse(parts[0]).success;
}
