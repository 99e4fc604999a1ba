import type { ConvertLeadInput } from "@pointsman/contracts/api";
import type { Conversion } from "@pointsman/contracts/api/leads";
import { AppError } from "@pointsman/contracts/error";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import type { Caller } from "@pointsman/rpc/authenticate";
import { insertConversions } from "@pointsman/store/assignments/insert-conversions";
import { inTransaction } from "@pointsman/store/in-transaction";
import { appendEvents } from "@pointsman/store/outbox/append-events";

import type { ServiceContext } from "../context.ts";
import { toProgressEvent } from "../routing/lead-event.ts";
import { closeLead } from "./close-lead.ts";
import { openCaseFor } from "./open-case.ts";
import { requireAssigned, requireEpoch } from "./require-open.ts";

/** As far as the clock of another program may go before ours. */
const MAX_AHEAD_MS = 60_000;

/**
 * Notes that an assigned lead became an opportunity: its assignment ends and no longer counts against the rep.
 *
 * @throws AppError `NOT_FOUND`; `OUT_OF_REACH`; `LEAD_CLOSED`; `CONFLICT` where nobody has the lead, or it is at another `epoch`;
 *   `INVALID_INPUT` for a `convertedAt` before the lead was received, or more than a minute ahead
 */
export async function convertLead(
  { db, clock, directories }: ServiceContext,
  caller: Caller,
  input: ConvertLeadInput,
): Promise<Conversion> {
  return inTransaction(db, async (tx) => {
    const directory = await directories.read(tx, "share");
    const { history, subject } = await openCaseFor(caller, tx, directory, input.leadId);
    const { leadId, epoch, repId } = requireAssigned(history, "converted");
    requireEpoch(history, input.epoch);
    const now = toTimestamp(clock.nowMs());
    const convertedAt = input.convertedAt ?? now;
    requirePossible(convertedAt, history.lead.receivedAt, now);
    await closeLead(tx, history, { directory, state: "converted", at: now });
    await insertConversions(tx, [{ leadId, epoch, repId, convertedAt }]);
    const conversion = { kind: "lead.converted", at: convertedAt, reason: null } as const;
    await appendEvents(tx, [toProgressEvent(subject, history.latestDecision, conversion)]);
    return { leadId, repId, convertedAt };
  });
}

function requirePossible(convertedAt: Timestamp, receivedAt: Timestamp, now: Timestamp): void {
  const at = Date.parse(convertedAt);
  if (at >= Date.parse(receivedAt) && at <= Date.parse(now) + MAX_AHEAD_MS) return;
  throw new AppError("INVALID_INPUT", `convertedAt: ${convertedAt} is not between the lead's receipt and now`, [
    { field: "convertedAt", problem: `it is ${convertedAt}`, expected: `from ${receivedAt} to ${now}` },
  ]);
}
