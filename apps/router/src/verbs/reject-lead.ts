import type { RejectLeadInput, RoutedLead } from "@pointsman/contracts/api";
import type { Decision } from "@pointsman/contracts/decision";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Caller } from "@pointsman/rpc/authenticate";
import { insertRejection } from "@pointsman/store/assignments/insert-rejection";
import { inTransaction } from "@pointsman/store/in-transaction";
import { appendEvents } from "@pointsman/store/outbox/append-events";

import type { ServiceContext } from "../context.ts";
import { toDecisionEvent, toTakenEvent } from "../routing/lead-event.ts";
import { decideAgain } from "./decide-again.ts";
import { describeDecision } from "./describe-decision.ts";
import { openCaseFor } from "./open-case.ts";
import { requireAssigned, requireEpoch } from "./require-open.ts";

/**
 * The rep refuses a lead: his assignment ends, and in the same transaction the rules give it to somebody else, without
 * him and without all who refused it before. The load moves in one step; the former decision stays on file.
 *
 * @throws AppError `NOT_FOUND`; `OUT_OF_REACH`; `LEAD_CLOSED`; `CONFLICT` where nobody has the lead, or somebody else, or it is at another
 *   `epoch`
 */
export async function rejectLead(context: ServiceContext, caller: Caller, input: RejectLeadInput): Promise<RoutedLead> {
  const { db, clock, directories } = context;
  const { leadId, reason } = input;
  const decision = await inTransaction(db, async (tx): Promise<Decision> => {
    const directory = await directories.read(tx, "share");
    const { history, next, subject } = await openCaseFor(caller, tx, directory, leadId);
    const { repId } = requireAssigned(history, "rejected", input.repId);
    requireEpoch(history, input.epoch);
    const now = toTimestamp(clock.nowMs());
    const { decision } = await decideAgain(
      tx,
      { directory, now, openLeads: null },
      { next: { ...next, excludedRepIds: [...next.excludedRepIds, repId] }, endReason: "rejected" },
    );
    const { epoch } = decision;
    const comment = input.comment ?? null;
    await insertRejection(tx, { leadId, epoch, repId, reason, comment, requestedBy: caller.id, rejectedAt: now });
    const rejection = { kind: "lead.rejected", reason, requestedBy: null, epoch, at: now, fromRepId: repId } as const;
    await appendEvents(tx, [
      toTakenEvent(subject, history.latestDecision, rejection),
      toDecisionEvent(subject, decision),
    ]);
    return decision;
  });
  return describeDecision(context, decision, { repeated: false });
}
