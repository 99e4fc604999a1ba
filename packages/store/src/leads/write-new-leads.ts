import type { LeadEvent } from "@pointsman/contracts/event";
import { sql, type RawBuilder } from "kysely";

import { insertAssignmentRows, type NewAssignment } from "../assignments/insert-assignments.ts";
import type { Tx } from "../connect.ts";
import { insertDecisionRows, type NewDecision } from "../decisions/insert-decisions.ts";
import { RetryTransactionError } from "../is-retryable.ts";
import { insertEventRows } from "../outbox/append-events.ts";
import type { PoolState } from "../pools/lock-pools.ts";
import { updatePoolRows } from "../pools/write-pools.ts";
import { prepared } from "../prepared.ts";
import type { RepLoad } from "../reps/lock-rep-loads.ts";
import { updateLoadRows } from "../reps/write-rep-loads.ts";
import { runLast, runTogether } from "../run-together.ts";
import { insertLeadRows, type NewLead } from "./insert-leads.ts";

/** Everything that routing a batch of new leads changes. */
export type NewLeadsWrite = {
  readonly leads: readonly NewLead[];
  readonly decisions: readonly NewDecision[];
  readonly assignments: readonly NewAssignment[];
  readonly events: readonly LeadEvent[];
  /** Pools and loads that moved. */
  readonly pools: readonly PoolState[];
  readonly loads: readonly RepLoad[];
};

const UNIQUE_VIOLATION = "23505";
const LEAD_KEYS = new Set(["lead_pkey", "lead_source_idempotency_key_key"]);

/**
 * Writes all of it with one statement, whatever its size.
 *
 * @param options.also statements that leave with it, after it
 * @param options.commit the transaction ends with it, see `runLast`
 * @throws RetryTransactionError where another transaction has added one of the leads since this one looked
 */
export async function writeNewLeads(
  tx: Tx,
  write: NewLeadsWrite,
  options: { readonly also?: readonly RawBuilder<unknown>[]; readonly commit?: boolean } = {},
): Promise<void> {
  const statement = sql`${prepared("write_new_leads")}
    with new_lead as (${insertLeadRows(write.leads)}),
    new_decision as (${insertDecisionRows(write.decisions)}),
    new_assignment as (${insertAssignmentRows(write.assignments)}),
    new_event as (${insertEventRows(write.events)}),
    moved_pool as (${updatePoolRows(write.pools)})
    ${updateLoadRows(write.loads)}`;
  const { also = [], commit = false } = options;
  const statements = [statement, ...also];
  try {
    await (commit ? runLast(tx, statements) : runTogether(tx, statements));
  } catch (error) {
    if (isLeadOnFile(error)) throw new RetryTransactionError("a lead of the batch was just added by another process");
    throw error;
  }
}

function isLeadOnFile(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error) || !("constraint" in error)) return false;
  return error.code === UNIQUE_VIOLATION && LEAD_KEYS.has(String(error.constraint));
}
