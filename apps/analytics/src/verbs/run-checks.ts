import type { LeadState } from "@pointsman/contracts/lead";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { checkPostgres } from "@pointsman/invariants/check-postgres";
import type { Finding } from "@pointsman/invariants/finding";
import { countLeadsByState } from "@pointsman/store/leads/count-leads-by-state";

import { checkDeduplication } from "../check/check-deduplication.ts";
import { checkDelivery } from "../check/check-delivery.ts";
import { compareStores } from "../check/compare-stores.ts";
import type { ServiceContext } from "../context.ts";

export interface CheckReport {
  /** Every finding is. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  /** How many leads there are, and where they stand; the states add up to the total. */
  readonly leads: { readonly total: number; readonly byState: Readonly<Record<LeadState, number>> };
}

/**
 * Checks every invariant that can be checked from outside: those of Postgres by itself, every decision by making it
 * again, and that both stores hold the same events. Safe while leads are routed. Reads everything there is.
 *
 * @throws AppError `UNAVAILABLE` when the process is about to end.
 */
export async function runChecks(context: ServiceContext): Promise<CheckReport> {
  const findings = [
    ...(await checkPostgres(context.db, { signal: context.stopping, now: toTimestamp(context.clock.nowMs()) })),
    await checkDelivery(context),
    await compareStores(context),
    await checkDeduplication(context.warehouse),
  ];
  return { ok: findings.every(({ ok }) => ok), findings, leads: await countLeads(context) };
}

async function countLeads({ db }: Pick<ServiceContext, "db">): Promise<CheckReport["leads"]> {
  const counts = await countLeadsByState(db);
  const inState = (state: LeadState) => counts.find((count) => count.state === state)?.leads ?? 0;
  return {
    total: counts.reduce((sum, { leads }) => sum + leads, 0),
    byState: {
      assigned: inState("assigned"),
      held: inState("held"),
      parked: inState("parked"),
      attached: inState("attached"),
      unqualified: inState("unqualified"),
      converted: inState("converted"),
      disqualified: inState("disqualified"),
    },
  };
}
