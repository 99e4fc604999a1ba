import type { Outcome } from "@pointsman/contracts/decision";
import { AppError } from "@pointsman/contracts/error";
import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { Caller } from "@pointsman/rpc/authenticate";
import { requireAny } from "@pointsman/rpc/reach";
import type { Tx } from "@pointsman/store/connect";
import { getLead, type LeadHistory } from "@pointsman/store/leads/get-lead";
import { findQueueOwner } from "@pointsman/store/organisation/find-queue-owner";

import type { RoutingDirectory } from "../routing/directory-cache.ts";
import { holderOf } from "../routing/holder-of.ts";

/** Lets pass who may act on the lead. @throws AppError `OUT_OF_REACH` */
export function requireLead(
  caller: Caller,
  { lead, latestDecision: { outcome } }: LeadHistory,
  { queues }: Pick<RoutingDirectory, "queues">,
): void {
  const queue = outcome.kind === "parked" ? queues.get(outcome.queueId) : undefined;
  requireAny(caller, [holderToday(outcome, queue?.ownerRepId)], `Lead ${lead.id}`);
}

/** A lead for who may read it: co-owners and those who are copied too. @throws AppError `NOT_FOUND`; `OUT_OF_REACH` */
export async function readLeadFor(caller: Caller, tx: Tx, leadId: LeadId): Promise<LeadHistory> {
  const history = await getLead(tx, leadId);
  if (history === undefined) throw new AppError("NOT_FOUND", `There is no lead ${leadId}.`);
  const { outcome } = history.latestDecision;
  const copied = outcome.kind === "assigned" ? [...outcome.coOwnerRepIds, ...outcome.copiedRepIds] : [];
  const queueOwner = outcome.kind === "parked" ? await findQueueOwner(tx, outcome.queueId) : undefined;
  requireAny(caller, [holderToday(outcome, queueOwner), ...copied], `Lead ${leadId}`);
  return history;
}

/** A parked lead is whose queue it is in today; of a queue that is gone: whose it was. Nobody's is only for who reaches everybody. */
function holderToday(outcome: Outcome, queueOwner: RepId | undefined): RepId | null {
  return outcome.kind === "parked" && queueOwner !== undefined ? queueOwner : holderOf(outcome);
}
