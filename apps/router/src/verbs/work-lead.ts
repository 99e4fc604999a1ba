import type { WorkedLead, WorkLeadInput } from "@pointsman/contracts/api";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Caller } from "@pointsman/rpc/authenticate";
import { markProgress } from "@pointsman/store/assignments/mark-progress";
import { inTransaction } from "@pointsman/store/in-transaction";
import { appendEvents } from "@pointsman/store/outbox/append-events";

import type { ServiceContext } from "../context.ts";
import { toProgressEvent, type Progress } from "../routing/lead-event.ts";
import { openCaseFor } from "./open-case.ts";
import { requireAssigned } from "./require-open.ts";

/**
 * Notes that the rep who has a lead took it, or contacted it for the first time, which counts as taking it too. What was
 * noted before stays: a second call changes nothing and answers the same. No load moves.
 *
 * @throws AppError `NOT_FOUND`; `OUT_OF_REACH`; `LEAD_CLOSED`; `CONFLICT` where nobody has the lead, or somebody else
 */
export async function workLead(
  { db, clock, directories }: Pick<ServiceContext, "db" | "clock" | "directories">,
  caller: Caller,
  step: "accepted" | "touched",
  { leadId, repId: byRepId }: WorkLeadInput,
): Promise<WorkedLead> {
  return inTransaction(db, async (tx) => {
    const directory = await directories.read(tx, "share");
    const { history, subject } = await openCaseFor(caller, tx, directory, leadId);
    const before = requireAssigned(history, step, byRepId);
    const at = toTimestamp(clock.nowMs());
    const acceptedAt = before.acceptedAt ?? at;
    const firstTouchedAt = before.firstTouchedAt ?? (step === "touched" ? at : null);
    const progress: readonly Progress[] = [
      ...(before.acceptedAt === null ? [{ kind: "lead.accepted", at, reason: null } as const] : []),
      ...(before.firstTouchedAt === firstTouchedAt ? [] : [{ kind: "lead.touched", at, reason: null } as const]),
    ];
    if (progress.length > 0) await markProgress(tx, { leadId, acceptedAt, firstTouchedAt });
    await appendEvents(
      tx,
      progress.map((one) => toProgressEvent(subject, history.latestDecision, one)),
    );
    return { leadId, epoch: before.epoch, repId: before.repId, acceptedAt, firstTouchedAt };
  });
}
