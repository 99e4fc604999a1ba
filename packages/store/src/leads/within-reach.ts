import type { RepId } from "@pointsman/contracts/id";
import type { LeadState } from "@pointsman/contracts/lead";
import { sql, type RawBuilder } from "kysely";

import type { Db } from "../connect.ts";
import type { LeadRow } from "./stored-lead.ts";

/** The states in which whom a lead belongs to stands in its decision. None of them is ever archived. */
const WAITING = ["held", "parked"] as const;

/** Of a decision: for whom the lead is held, or whose its queue is today; of a queue that is gone, whose it was. */
const WAITS_FOR = sql`coalesce(
  outcome ->> 'forRepId',
  (select owner_rep_id from queue where queue.id = outcome ->> 'queueId'),
  outcome ->> 'ownerRepId')`;

/**
 * The same leads as `isWithin` names, each part by an index: the latest of each rep, and those that wait. One condition for
 * both parts had the database go through all of a million leads, for a second, where one of the reps has few; so it takes 5
 * to 20 ms.
 *
 * @param conditions on columns of `all_lead`, in both parts
 * @param limit of each rep
 */
export function selectWithin(
  db: Db,
  repIds: readonly RepId[],
  {
    state,
    conditions,
    limit,
  }: {
    readonly state: LeadState | undefined;
    readonly conditions: readonly RawBuilder<boolean>[];
    readonly limit: number;
  },
) {
  const all = sql.join(conditions, sql` and `);
  const ofReps = sql`
    select had.* from unnest(${repIds}::text[]) as reached (rep_id)
    cross join lateral (
      select * from all_lead where all_lead.rep_id = reached.rep_id and ${all}
      order by received_at desc, id desc limit ${limit}) as had`;
  // A state at a time: each has an index of its own, and no index has both.
  const waiting = WAITING.filter((one) => state === undefined || state === one).map(
    (one) => sql`
    select * from all_lead
    where not archived and state = ${sql.lit(one)} and coalesce(rep_id <> all(${repIds}::text[]), true) and ${all}
      and exists (
        select from decision where decision.lead_id = all_lead.id and decision.epoch = all_lead.epoch
          and ${WAITS_FOR} = any(${repIds}::text[]))`,
  );
  return db.selectFrom(sql<LeadRow>`(${sql.join([ofReps, ...waiting], sql` union all `)})`.as("all_lead")).selectAll();
}

/**
 * Rows of `all_lead` that these reps have or had last, that are held for them, or parked in their queues. Whom a held or
 * parked lead belongs to stands in its decision, and no such lead is archived.
 *
 * @param state the only state that is asked for; undefined: any
 */
export function isWithin(repIds: readonly RepId[], state: LeadState | undefined): RawBuilder<boolean> {
  const has = sql<boolean>`rep_id = any(${repIds}::text[])`;
  if (state !== undefined && state !== "held" && state !== "parked") return has;
  return sql<boolean>`(${has} or state in ('held', 'parked') and exists (
    select from decision where decision.lead_id = all_lead.id and decision.epoch = all_lead.epoch
      and ${WAITS_FOR} = any(${repIds}::text[])))`;
}
