import type { QualifyLeadInput, RoutedLead } from "@pointsman/contracts/api";
import type { Decision } from "@pointsman/contracts/decision";
import { AppError } from "@pointsman/contracts/error";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Caller } from "@pointsman/rpc/authenticate";
import { inTransaction } from "@pointsman/store/in-transaction";
import { updateQualification } from "@pointsman/store/leads/update-qualification";
import { appendEvents } from "@pointsman/store/outbox/append-events";

import type { ServiceContext } from "../context.ts";
import { toDecisionEvent } from "../routing/lead-event.ts";
import { decideAgain } from "./decide-again.ts";
import { describeDecision } from "./describe-decision.ts";
import { matchAgain, toQualification } from "./match-again.ts";
import { openCaseFor } from "./open-case.ts";
import { requireOpen } from "./require-open.ts";

/**
 * Takes what became known of an unqualified lead and decides again, as a new epoch. Where it qualifies now it is routed
 * as if it had just come in, and speed counts from this call; where it still does not, it stays unqualified, and the
 * answer says what it lacks. What became known is kept either way.
 *
 * @throws AppError `NOT_FOUND`; `OUT_OF_REACH`; `LEAD_CLOSED`; `CONFLICT` where the lead qualified before
 */
export async function qualifyLead(
  context: ServiceContext,
  caller: Caller,
  input: QualifyLeadInput,
): Promise<RoutedLead> {
  const { db, clock, directories } = context;
  const { leadId } = input;
  const decision = await inTransaction(db, async (tx): Promise<Decision> => {
    const directory = await directories.read(tx, "share");
    const opened = await openCaseFor(caller, tx, directory, leadId);
    const { lead } = opened.history;
    requireOpen(opened.history, "qualified");
    if (lead.state !== "unqualified")
      throw new AppError("CONFLICT", `Lead ${leadId} is ${lead.state}: it qualified before.`);
    const { next, subject, openLeads } = await matchAgain(tx, directory, { opened, learned: input.details });
    const now = toTimestamp(clock.nowMs());
    const { decision } = await decideAgain(tx, { directory, now, openLeads }, { next, endReason: null });
    const qualifiedAt = decision.outcome.kind === "unqualified" ? lead.qualifiedAt : now;
    await updateQualification(tx, toQualification(next, qualifiedAt));
    await appendEvents(tx, [toDecisionEvent({ ...subject, qualifiedAt }, decision)]);
    return decision;
  });
  return describeDecision(context, decision, { repeated: false });
}
