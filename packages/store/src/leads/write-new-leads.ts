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
import { earlyCommit, runInTurn, runTogether } from "../run-together.ts";
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

/** From so many leads on it pays to let Postgres begin with the first statement while the second is made. */
const MANY_LEADS = 20;

/**
 * Writes all of it with two statements, whatever its size. The second, with the inputs and traces of decisions, takes the
 * longer to make: 0.1 ms a lead, in which Postgres writes the leads themselves. Meanwhile pools are locked.
 *
 * @param options.also statements that leave with it, after it
 * @param options.commit the transaction ends with it, see `earlyCommit`
 * @throws RetryTransactionError where another transaction has added one of the leads since this one looked
 */
export async function writeNewLeads(
  tx: Tx,
  write: NewLeadsWrite,
  { also = [], commit = false }: { readonly also?: readonly RawBuilder<unknown>[]; readonly commit?: boolean } = {},
): Promise<void> {
  const last = commit ? [...also, earlyCommit] : also;
  const makers = [() => leadRows(write), () => decisionRows(write), ...last.map((query) => () => query)];
  try {
    if (write.leads.length < MANY_LEADS)
      await runTogether(
        tx,
        makers.map((make) => make()),
      );
    else await runInTurn(tx, makers);
  } catch (error) {
    if (isLeadOnFile(error)) throw new RetryTransactionError("a lead of the batch was just added by another process");
    throw error;
  }
}

function leadRows({ leads, events }: NewLeadsWrite): RawBuilder<unknown> {
  return sql`${prepared("write_new_leads")}
    with new_event as (${insertEventRows(events)})
    ${insertLeadRows(leads)}`;
}

function decisionRows({ decisions, assignments, pools, loads }: NewLeadsWrite): RawBuilder<unknown> {
  return sql`${prepared("write_new_decisions")}
    with new_decision as (${insertDecisionRows(decisions)}),
    new_assignment as (${insertAssignmentRows(assignments)}),
    moved_pool as (${updatePoolRows(pools)})
    ${updateLoadRows(loads)}`;
}

function isLeadOnFile(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error) || !("constraint" in error)) return false;
  return error.code === UNIQUE_VIOLATION && LEAD_KEYS.has(String(error.constraint));
}
