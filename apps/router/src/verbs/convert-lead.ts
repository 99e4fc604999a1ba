import type { ConvertLeadInput } from "@pointsman/contracts/api";
import { AppError } from "@pointsman/contracts/error";
import type { LeadId, RepId } from "@pointsman/contracts/id";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import { endAssignments } from "@pointsman/store/assignments/end-assignments";
import { insertConversions } from "@pointsman/store/assignments/insert-conversions";
import { inTransaction } from "@pointsman/store/in-transaction";
import { updateLeadStates } from "@pointsman/store/leads/update-lead-states";
import { appendEvents } from "@pointsman/store/outbox/append-events";

import type { ServiceContext } from "../context.ts";
import { toConvertedEvent } from "../routing/lead-event.ts";
import { Ledger } from "../routing/ledger.ts";
import { openCase } from "./open-case.ts";

export interface Conversion {
  readonly leadId: LeadId;
  readonly repId: RepId;
  readonly convertedAt: Timestamp;
}

/**
 * Notes that an assigned lead became an opportunity: its assignment ends and no longer counts against the rep.
 *
 * @throws AppError `NOT_FOUND`; `CONFLICT` where nobody has the lead
 */
export async function convertLead(
  { db, clock, directories }: ServiceContext,
  input: ConvertLeadInput,
): Promise<Conversion> {
  return inTransaction(db, async (tx) => {
    const directory = await directories.read(tx, "share");
    const { history, subject } = await openCase(tx, directory, input.leadId);
    const { lead, latestDecision } = history;
    const { repId } = lead;
    if (lead.state !== "assigned" || repId === null) {
      throw new AppError("CONFLICT", `Lead ${lead.id} is ${lead.state}: only an assigned lead can be converted.`);
    }
    const now = toTimestamp(clock.nowMs());
    const convertedAt = input.convertedAt ?? now;
    const ledger = await Ledger.open(tx, directory, { poolIds: [], repIds: [repId], periods: [], accountIds: [] });
    ledger.release(repId);
    await ledger.close(tx);
    await endAssignments(tx, [{ leadId: lead.id, endedAt: now, endReason: "converted" }]);
    await updateLeadStates(tx, [{ ...lead, leadId: lead.id, state: "converted" }]);
    await insertConversions(tx, [{ leadId: lead.id, epoch: lead.epoch, repId, convertedAt }]);
    await appendEvents(tx, [toConvertedEvent(subject, latestDecision, convertedAt)]);
    return { leadId: lead.id, repId, convertedAt };
  });
}
