import type { MovedLead } from "@pointsman/contracts/api";
import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { endAssignments } from "@pointsman/store/assignments/end-assignments";
import { insertReroutes } from "@pointsman/store/assignments/insert-reroutes";
import type { Tx } from "@pointsman/store/connect";
import { updateLeadStates } from "@pointsman/store/leads/update-lead-states";
import { appendEvents } from "@pointsman/store/outbox/append-events";

import type { RoutingDirectory } from "../routing/directory-cache.ts";
import { toDecisionEvent, toTakenEvent } from "../routing/lead-event.ts";
import { parkCases, writeFailures, type Failure } from "../routing/park-cases.ts";
import { routeCases } from "../routing/route-cases.ts";
import { toPlacement, writeDecisions } from "../routing/write-decisions.ts";
import { openCase, type OpenCase } from "../verbs/open-case.ts";

const REASON = "rep_left";

export interface LeadMove {
  readonly directory: RoutingDirectory;
  readonly repId: RepId;
  readonly now: Timestamp;
  /** Who asked, e.g. an API key id. */
  readonly requestedBy: string;
  /** Why they cannot be decided on, so that they are parked; null: they are decided on. */
  readonly failure: Failure | null;
}

/**
 * Decides anew on leads that a leaver has, or that wait for him, in one go: each by the rules as they are now, on the loads
 * that the one before left. Leads that are no longer his are left alone, so that it can be repeated.
 *
 * @param leadIds in id order, the order of locks
 */
export async function moveLeads(
  tx: Tx,
  { directory, repId, now, requestedBy, failure }: LeadMove,
  leadIds: readonly LeadId[],
): Promise<readonly MovedLead[]> {
  const opened: OpenCase[] = [];
  for (const leadId of leadIds) opened.push(await openCase(tx, directory, leadId));
  const his = opened.filter((entry) => isAssignedTo(entry, repId) || waitsFor(entry, repId));
  const cases = his.map(({ next }) => ({ ...next, excludedRepIds: [...next.excludedRepIds, repId] }));
  const routed =
    failure === null
      ? await routeCases(tx, { directory, now, openLeads: null }, cases)
      : await parkCases(tx, { directory, now, failure }, cases);
  const moves = routed.flatMap((entry, index) => {
    const from = his[index];
    return from === undefined ? [] : [{ entry, from, taken: isAssignedTo(from, repId) }];
  });
  const taken = moves.filter((move) => move.taken);
  await endAssignments(
    tx,
    taken.map(({ from }) => ({ leadId: from.history.lead.id, endedAt: now, endReason: REASON })),
  );
  await updateLeadStates(
    tx,
    routed.map(({ decision }) => ({ leadId: decision.leadId, ...toPlacement(decision) })),
  );
  await writeDecisions(tx, routed);
  if (failure !== null) await writeFailures(tx, failure, routed);
  const reroutes = taken.map(
    ({ entry: { decision } }) =>
      ({
        leadId: decision.leadId,
        epoch: decision.epoch,
        fromRepId: repId,
        reason: REASON,
        comment: null,
        requestedBy,
        requestedByKind: "system",
        requestedAt: now,
      }) as const,
  );
  await insertReroutes(tx, reroutes);
  await appendEvents(
    tx,
    moves.flatMap(({ entry: { decision }, from: { subject, history }, taken: wasHis }) => {
      const { epoch } = decision;
      const rerouted = {
        kind: "lead.rerouted",
        reason: REASON,
        requestedBy: "system",
        epoch,
        at: now,
        fromRepId: repId,
      } as const;
      const decided = toDecisionEvent(subject, decision);
      return wasHis ? [toTakenEvent(subject, history.latestDecision, rerouted), decided] : [decided];
    }),
  );
  return moves.map(({ entry: { decision }, taken: wasHis }) => ({
    leadId: decision.leadId,
    was: wasHis ? "assigned" : "held",
    outcome: decision.outcome,
  }));
}

function isAssignedTo({ next }: OpenCase, repId: RepId): boolean {
  return next.released?.repId === repId;
}

function waitsFor({ history: { lead, latestDecision } }: OpenCase, repId: RepId): boolean {
  const { outcome } = latestDecision;
  return lead.state === "held" && outcome.kind === "held" && outcome.forRepId === repId;
}
