import type { RerouteLeadInput, RoutedLead } from "@pointsman/contracts/api";
import type { Decision } from "@pointsman/contracts/decision";
import { AppError } from "@pointsman/contracts/error";
import type { RepId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Caller } from "@pointsman/rpc/authenticate";
import { requireReach } from "@pointsman/rpc/reach";
import { insertReroutes } from "@pointsman/store/assignments/insert-reroutes";
import { inTransaction } from "@pointsman/store/in-transaction";
import type { LeadHistory } from "@pointsman/store/leads/get-lead";
import { updateQualification } from "@pointsman/store/leads/update-qualification";
import { appendEvents } from "@pointsman/store/outbox/append-events";

import type { ServiceContext } from "../context.ts";
import type { RoutingDirectory } from "../routing/directory-cache.ts";
import { toDecisionEvent, toTakenEvent } from "../routing/lead-event.ts";
import { decideAgain } from "./decide-again.ts";
import { describeDecision } from "./describe-decision.ts";
import { matchAgain, toQualification } from "./match-again.ts";
import { findActiveAssignment, openCaseFor } from "./open-case.ts";
import { requireEpoch, requireOpen } from "./require-open.ts";

/**
 * Takes a lead from whoever has it, out of its queue or its hold, and decides again, in one transaction: the old
 * assignment ends, the new one begins, and the load moves from one rep to the other. The former decision stays on file.
 * The rules do not give it back to the rep whom it is taken from or was held for, nor to who refused it; a person may.
 * A lead that was parked by a failure is matched and attributed first, and joins an open one of the same person, as if it
 * had just come in; unless somebody is named.
 *
 * @throws AppError `NOT_FOUND`; `OUT_OF_REACH` of the lead or of `toRepId`; `LEAD_CLOSED`; `SAME_REP` where `toRepId` has it; `CONFLICT` for an unqualified lead
 *   without `toRepId`, and where the lead is at another `epoch`; `INVALID_INPUT` for an unknown rep
 */
export async function rerouteLead(
  context: ServiceContext,
  caller: Caller,
  input: RerouteLeadInput,
): Promise<RoutedLead> {
  const { db, clock, directories } = context;
  const { leadId, reason } = input;
  const requestedBy = caller.role === "rep" ? "rep" : input.requestedBy;
  const decision = await inTransaction(db, async (tx): Promise<Decision> => {
    const directory = await directories.read(tx, "share");
    requireRep(directory, input);
    if (input.toRepId !== undefined) requireReach(caller, input.toRepId);
    const opened = await openCaseFor(caller, tx, directory, leadId);
    const { history } = opened;
    const { lead } = history;
    requireReroutable(history, input);
    requireEpoch(history, input.epoch);
    // Nobody has looked for the account and the partner of a lead that was parked by a failure.
    const failed = hasFailed(history);
    const { next, subject, openLeads } = failed
      ? await matchAgain(tx, directory, { opened, learned: {} })
      : { ...opened, openLeads: null };
    const now = toTimestamp(clock.nowMs());
    const excludedRepIds = [...next.excludedRepIds, ...listFormer(history)];
    const { decision } = await decideAgain(
      tx,
      { directory, now, openLeads },
      { next: { ...next, excludedRepIds, assignTo: input.toRepId ?? null }, endReason: reason },
    );
    const qualifiedAt = lead.state === "unqualified" ? now : lead.qualifiedAt;
    if (failed) await updateQualification(tx, toQualification(next, qualifiedAt));
    if (lead.state === "unqualified") await updateQualification(tx, { ...lead, leadId, qualifiedAt });
    const { epoch } = decision;
    const fromRepId = findActiveAssignment(history)?.repId ?? null;
    const request = { requestedBy: caller.id, requestedByKind: requestedBy, requestedAt: now };
    await insertReroutes(tx, [{ leadId, epoch, fromRepId, reason, comment: input.comment ?? null, ...request }]);
    const reroute = { kind: "lead.rerouted", reason, requestedBy, epoch, at: now, fromRepId } as const;
    await appendEvents(tx, [
      toTakenEvent({ ...subject, qualifiedAt }, history.latestDecision, reroute),
      toDecisionEvent({ ...subject, qualifiedAt }, decision),
    ]);
    return decision;
  });
  return describeDecision(context, decision, { repeated: false });
}

function requireReroutable(history: LeadHistory, { toRepId }: RerouteLeadInput): void {
  const { id, state } = history.lead;
  requireOpen(history, "re-routed");
  if (state === "unqualified" && toRepId === undefined) {
    throw new AppError("CONFLICT", `Lead ${id} is not qualified yet: qualify it, or name the rep who is to have it.`);
  }
  if (toRepId !== undefined && findActiveAssignment(history)?.repId === toRepId) {
    // Taken as asked, it would count as a lead that went to the wrong rep.
    throw new AppError("SAME_REP", `Lead ${id} is with ${toRepId} already.`, [
      { field: "toRepId", problem: `${toRepId} has the lead`, expected: "another rep, or none" },
    ]);
  }
}

function hasFailed({ latestDecision: { outcome } }: LeadHistory): boolean {
  return outcome.kind === "parked" && outcome.reason === "error";
}

/** Whom a re-route takes the lead from: who has it, or whom it waits for. */
function listFormer(history: LeadHistory): readonly RepId[] {
  const { outcome } = history.latestDecision;
  const active = findActiveAssignment(history);
  if (active !== undefined) return [active.repId];
  return outcome.kind === "held" ? [outcome.forRepId] : [];
}

function requireRep(directory: RoutingDirectory, { toRepId }: RerouteLeadInput): void {
  if (toRepId === undefined) return;
  const problem = problemWith(directory.reps.get(toRepId)?.status, toRepId);
  if (problem === null) return;
  throw new AppError("INVALID_INPUT", `toRepId: ${problem}`, [
    { field: "toRepId", problem, expected: "an active rep" },
  ]);
}

function problemWith(status: "active" | "departed" | undefined, repId: string): string | null {
  if (status === undefined) return `there is no rep ${repId}`;
  return status === "departed" ? `${repId} has left the company` : null;
}
