import type { Timestamp } from "@pointsman/contracts/primitive";
import { endAssignments } from "@pointsman/store/assignments/end-assignments";
import type { Tx } from "@pointsman/store/connect";
import type { LeadHistory } from "@pointsman/store/leads/get-lead";
import { updateLeadStates } from "@pointsman/store/leads/update-lead-states";

import type { RoutingDirectory } from "../routing/directory-cache.ts";
import { Ledger } from "../routing/ledger.ts";
import { findActiveAssignment } from "./open-case.ts";

interface Closing {
  readonly directory: RoutingDirectory;
  readonly state: "converted" | "disqualified";
  readonly at: Timestamp;
}

/** Ends a lead for good: whoever has it keeps it on record, and it counts against him no more. Its latest decision stays. */
export async function closeLead(tx: Tx, history: LeadHistory, { directory, state, at }: Closing): Promise<void> {
  const { lead } = history;
  const active = findActiveAssignment(history);
  if (active !== undefined) {
    const ledger = await Ledger.open(tx, directory, {
      poolIds: [],
      repIds: [active.repId],
      periods: [],
      accountIds: [],
    });
    ledger.release(active);
    await ledger.close(tx);
    await endAssignments(tx, [{ leadId: lead.id, endedAt: at, endReason: state }]);
  }
  const { id: leadId, epoch, repId } = lead;
  await updateLeadStates(tx, [{ leadId, state, epoch, repId, heldUntil: null, attachedToLeadId: null }]);
}
