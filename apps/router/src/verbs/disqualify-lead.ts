import type { DisqualifyLeadInput } from "@pointsman/contracts/api";
import type { Disqualification } from "@pointsman/contracts/api/leads";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Caller } from "@pointsman/rpc/authenticate";
import { inTransaction } from "@pointsman/store/in-transaction";
import { insertDisqualification } from "@pointsman/store/leads/insert-disqualification";
import { appendEvents } from "@pointsman/store/outbox/append-events";

import type { ServiceContext } from "../context.ts";
import { toProgressEvent } from "../routing/lead-event.ts";
import { closeLead } from "./close-lead.ts";
import { openCaseFor } from "./open-case.ts";
import { requireEpoch, requireOpen } from "./require-open.ts";

/**
 * Notes that a lead is not worth working, whether somebody has it, or it is held, parked or unqualified. It counts
 * against nobody any more, and is final.
 *
 * @throws AppError `NOT_FOUND`; `OUT_OF_REACH`; `LEAD_CLOSED`; `CONFLICT` where the lead is at another `epoch`
 */
export async function disqualifyLead(
  { db, clock, directories }: ServiceContext,
  caller: Caller,
  input: DisqualifyLeadInput,
): Promise<Disqualification> {
  const { leadId, reason, comment = null } = input;
  return inTransaction(db, async (tx) => {
    const directory = await directories.read(tx, "share");
    const { history, subject } = await openCaseFor(caller, tx, directory, leadId);
    requireOpen(history, "disqualified");
    requireEpoch(history, input.epoch);
    const { epoch, repId } = history.lead;
    const at = toTimestamp(clock.nowMs());
    await closeLead(tx, history, { directory, state: "disqualified", at });
    const disqualification = { leadId, epoch, repId, reason, comment, requestedBy: caller.id, disqualifiedAt: at };
    await insertDisqualification(tx, disqualification);
    const event = toProgressEvent(subject, history.latestDecision, { kind: "lead.disqualified", at, reason });
    await appendEvents(tx, [{ ...event, repId }]);
    return { leadId, repId, reason, disqualifiedAt: at };
  });
}
