import type { RepId } from "@pointsman/contracts/id";
import type { LeadState } from "@pointsman/contracts/lead";
import { sql, type RawBuilder } from "kysely";

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
      and coalesce(outcome ->> 'forRepId', outcome ->> 'ownerRepId') = any(${repIds}::text[])))`;
}
