import type { ConvertLeadInput } from "@pointsman/contracts/api";
import type { LeadId, RepId } from "@pointsman/contracts/id";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import { insertConversions } from "@pointsman/store/assignments/insert-conversions";
import { inTransaction } from "@pointsman/store/in-transaction";
import { appendEvents } from "@pointsman/store/outbox/append-events";

import type { ServiceContext } from "../context.ts";
import { toProgressEvent } from "../routing/lead-event.ts";
import { closeLead } from "./close-lead.ts";
import { openCase } from "./open-case.ts";
import { requireAssigned, requireEpoch } from "./require-open.ts";

export interface Conversion {
  readonly leadId: LeadId;
  readonly repId: RepId;
  readonly convertedAt: Timestamp;
}

/**
 * Notes that an assigned lead became an opportunity: its assignment ends and no longer counts against the rep.
 *
 * @throws AppError `NOT_FOUND`; `LEAD_CLOSED`; `CONFLICT` where nobody has the lead, or it is at another `epoch`
 */
export async function convertLead(
  { db, clock, directories }: ServiceContext,
  input: ConvertLeadInput,
): Promise<Conversion> {
  return inTransaction(db, async (tx) => {
    const directory = await directories.read(tx, "share");
    const { history, subject } = await openCase(tx, directory, input.leadId);
    const { leadId, epoch, repId } = requireAssigned(history, "converted");
    requireEpoch(history, input.epoch);
    const now = toTimestamp(clock.nowMs());
    const convertedAt = input.convertedAt ?? now;
    await closeLead(tx, history, { directory, state: "converted", at: now });
    await insertConversions(tx, [{ leadId, epoch, repId, convertedAt }]);
    const conversion = { kind: "lead.converted", at: convertedAt, reason: null } as const;
    await appendEvents(tx, [toProgressEvent(subject, history.latestDecision, conversion)]);
    return { leadId, repId, convertedAt };
  });
}
