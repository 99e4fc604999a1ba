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
  /** Only those whose time is over at `now`, or only those that still have some. */
  readonly breached?: boolean | undefined;
};

/**
 * Assignments with an SLA whose rep has not touched the lead yet, the most urgent first. Goes through all active
 * assignments of the rep, or of all: 20,000 took 70 ms. Throws `INVALID_INPUT` for a cursor of another list.
 */
export async function listRunningSlas(
  db: Db,
  { now, limit, cursor, ...filters }: ListSlasOptions,
): Promise<{ readonly slas: readonly RunningSla[]; readonly nextCursor: string | null }> {
  const { repId, breached } = { repId: filters.repId ?? null, breached: filters.breached ?? null };
  const [dueAt, id] = cursor === undefined ? [null, null] : parseCursor(cursor, isKey);
  const { rows: found } = await sql<RunningSla>`
    select "leadId", epoch, "repId", sla ->> 'slaId' as "slaId", "assignedAt", "acceptedAt",
           sla ->> 'remindAt' as "remindAt", "dueAt", "dueAt" <= ${now} as breached, sla -> 'onBreach' ->> 'kind' as "onBreach"
    from (
      select assignment.lead_id as "leadId", assignment.epoch, assignment.rep_id as "repId",
             assignment.assigned_at as "assignedAt", assignment.accepted_at as "acceptedAt",
             decision.outcome -> 'sla' as sla, decision.outcome -> 'sla' ->> 'dueAt' as "dueAt"
      from assignment
      join decision on decision.lead_id = assignment.lead_id and decision.epoch = assignment.epoch
      where assignment.ended_at is null and assignment.first_touched_at is null
        and (${repId}::text is null or assignment.rep_id = ${repId})
      ) as running
    -- As text: such times sort as they follow each other, whatever the language of the database.
    where "dueAt" is not null
      and (${breached}::boolean is null or ("dueAt" <= ${now}) = ${breached}::boolean)
      and (${dueAt}::text is null or ("dueAt" collate "C", "leadId" collate "C") > (${dueAt}::text, ${id}::text))
    order by "dueAt" collate "C", "leadId" collate "C"
    limit ${limit + 1}`.execute(db);
  const { rows: slas, nextCursor } = cutPage(found, limit, ({ dueAt, leadId }) => [dueAt, leadId]);
  return { slas, nextCursor };
}

function isKey(parts: readonly string[]): boolean {
  return parts.length === 2 && Timestamp.safeParse(parts[0]).success;
}
