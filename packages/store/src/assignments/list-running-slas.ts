import type { RunningSla } from "@pointsman/contracts/api/waiting";
import type { RepId } from "@pointsman/contracts/id";
import { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { parseCursor } from "../cursor.ts";
import { cutPage, type PageOptions } from "../page.ts";

export type ListSlasOptions = PageOptions & {
  readonly now: Timestamp;
  readonly repId?: RepId | undefined;
  /** Only those of these reps; undefined: all. */
  readonly withinRepIds?: readonly RepId[] | undefined;
  /** Only those whose time is over at `now`, or only those that still have some. */
  readonly breached?: boolean | undefined;
};

/**
 * Assignments with an SLA whose rep has not touched the lead yet, the most urgent first. Reads the index of those that run,
 * in its order. Throws `INVALID_INPUT` for a cursor of another list.
 */
export async function listRunningSlas(
  db: Db,
  { now, limit, cursor, repId, withinRepIds, breached }: ListSlasOptions,
): Promise<{ readonly slas: readonly RunningSla[]; readonly nextCursor: string | null }> {
  let query = db
    .selectFrom("assignment")
    .innerJoin("decision", (join) =>
      join.onRef("decision.lead_id", "=", "assignment.lead_id").onRef("decision.epoch", "=", "assignment.epoch"),
    )
    .select(["assignment.lead_id as leadId", "assignment.epoch", "assignment.rep_id as repId"])
    .select(["assignment.assigned_at as assignedAt", "assignment.accepted_at as acceptedAt"])
    .select([
      sql<Timestamp>`assignment.sla_due_at`.as("dueAt"),
      sql<boolean>`assignment.sla_due_at <= ${now}`.as("breached"),
      sql<string>`decision.outcome -> 'sla' ->> 'slaId'`.as("slaId"),
      sql<Timestamp | null>`decision.outcome -> 'sla' ->> 'remindAt'`.as("remindAt"),
      sql<RunningSla["onBreach"]>`decision.outcome -> 'sla' -> 'onBreach' ->> 'kind'`.as("onBreach"),
    ])
    .where("assignment.ended_at", "is", null)
    .where("assignment.first_touched_at", "is", null)
    .where("assignment.sla_due_at", "is not", null)
    .orderBy("assignment.sla_due_at")
    .orderBy("assignment.lead_id")
    .limit(limit + 1);
  if (repId !== undefined) query = query.where("assignment.rep_id", "=", repId);
  if (withinRepIds !== undefined) query = query.where(sql<boolean>`assignment.rep_id = any(${withinRepIds}::text[])`);
  if (breached !== undefined) query = query.where("assignment.sla_due_at", breached ? "<=" : ">", now);
  if (cursor !== undefined) {
    const [dueAt, id] = parseCursor(cursor, isKey);
    query = query.where(
      sql<boolean>`(assignment.sla_due_at, assignment.lead_id) > (${dueAt}::timestamptz, ${id}::text)`,
    );
  }
  const { rows: slas, nextCursor } = cutPage(await query.execute(), limit, ({ dueAt, leadId }) => [dueAt, leadId]);
  return { slas, nextCursor };
}

function isKey(parts: readonly string[]): boolean {
  return parts.length === 2 && Timestamp.safeParse(parts[0]).success;
}
