import type { LeadId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { inTransaction } from "@pointsman/store/in-transaction";
import { listDueHolds } from "@pointsman/store/leads/list-due-holds";
import { updateLeadStates } from "@pointsman/store/leads/update-lead-states";
import { appendEvents } from "@pointsman/store/outbox/append-events";

import type { ServiceContext } from "../context.ts";
import { toDecisionEvent } from "../routing/lead-event.ts";
import { routeCases } from "../routing/route-cases.ts";
import { toPlacement, writeDecisions } from "../routing/write-decisions.ts";
import { openCase } from "./open-case.ts";

/** Leads looked at in one sweep; the next sweep takes the rest. */
const SWEEP_LIMIT = 100;

type ReleaseContext = Pick<ServiceContext, "db" | "clock" | "directories" | "log">;

/**
 * Decides again on held leads whose wait is over, the longest due first. Each in its own transaction, so that one that
 * fails does not keep the others waiting; it is tried again by the next sweep.
 *
 * @returns how many were decided
 */
export async function releaseDueHolds(context: ReleaseContext): Promise<number> {
  const due = await listDueHolds(context.db, toTimestamp(context.clock.nowMs()), SWEEP_LIMIT);
  let released = 0;
  for (const { leadId, epoch } of due) {
    try {
      released += await releaseHold(context, leadId, epoch);
    } catch (error) {
      context.log.error({ err: error, leadId }, "releasing a held lead failed");
    }
  }
  return released;
}

async function releaseHold({ db, clock, directories }: ReleaseContext, leadId: LeadId, epoch: number): Promise<number> {
  return inTransaction(db, async (tx) => {
    const directory = await directories.read(tx, "share");
    const { history, next, subject } = await openCase(tx, directory, leadId);
    // Another process, or a person, was faster.
    if (history.lead.epoch !== epoch || history.lead.state !== "held") return 0;
    const now = toTimestamp(clock.nowMs());
    const routed = await routeCases(tx, { directory, now, openLeads: null }, [next]);
    await updateLeadStates(
      tx,
      routed.map(({ decision }) => ({ leadId, ...toPlacement(decision) })),
    );
    await writeDecisions(tx, routed);
    await appendEvents(
      tx,
      routed.map(({ decision }) => toDecisionEvent(subject, decision)),
    );
    return routed.length;
  });
}
