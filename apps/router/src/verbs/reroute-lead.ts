import type { RerouteLeadInput, RoutedLead } from "@pointsman/contracts/api";
import type { Decision } from "@pointsman/contracts/decision";
import { AppError } from "@pointsman/contracts/error";
import type { LeadState } from "@pointsman/contracts/lead";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Caller } from "@pointsman/rpc/authenticate";
import { endAssignments } from "@pointsman/store/assignments/end-assignments";
import { insertReroutes } from "@pointsman/store/assignments/insert-reroutes";
import { inTransaction } from "@pointsman/store/in-transaction";
import { updateLeadStates } from "@pointsman/store/leads/update-lead-states";
import { appendEvents } from "@pointsman/store/outbox/append-events";

import type { ServiceContext } from "../context.ts";
import type { RoutingDirectory } from "../routing/directory-cache.ts";
import { toDecisionEvent, toTakenEvent } from "../routing/lead-event.ts";
import { routeCases } from "../routing/route-cases.ts";
import { toPlacement, writeDecisions } from "../routing/write-decisions.ts";
import { describeDecision } from "./describe-decision.ts";
import { openCase } from "./open-case.ts";

const REROUTABLE: ReadonlySet<LeadState> = new Set(["assigned", "held", "parked"]);

/**
 * Takes a lead from whoever has it and decides again, in one transaction: the old assignment ends, the new one begins,
 * and the load moves from one rep to the other. The former decision stays on file.
 *
 * @throws AppError `NOT_FOUND`; `CONFLICT` where the lead is converted or attached; `INVALID_INPUT` for an unknown rep
 */
export async function rerouteLead(
  context: ServiceContext,
  caller: Caller,
  input: RerouteLeadInput,
): Promise<RoutedLead> {
  const { db, clock, directories } = context;
  const decision = await inTransaction(db, async (tx): Promise<Decision> => {
    const directory = await directories.read(tx, "share");
    requireRep(directory, input);
    const { history, next, subject } = await openCase(tx, directory, input.leadId);
    const { lead, latestDecision } = history;
    if (!REROUTABLE.has(lead.state))
      throw new AppError("CONFLICT", `Lead ${lead.id} is ${lead.state}: it can no longer be re-routed.`);
    const now = toTimestamp(clock.nowMs());
    const excludedRepIds = lead.repId === null ? [] : [lead.repId];
    const [routed] = await routeCases(tx, { directory, now, openLeads: null }, [
      { ...next, excludedRepIds, assignTo: input.toRepId ?? null },
    ]);
    if (routed === undefined) throw new Error(`Lead ${lead.id} was not decided on`);
    await endAssignments(tx, [{ leadId: lead.id, endedAt: now, endReason: input.reason }]);
    await updateLeadStates(tx, [{ leadId: lead.id, ...toPlacement(routed.decision) }]);
    await writeDecisions(tx, [routed]);
    const { epoch } = routed.decision;
    const reroute = { leadId: lead.id, epoch, fromRepId: lead.repId, reason: input.reason };
    await insertReroutes(tx, [
      {
        ...reroute,
        comment: input.comment ?? null,
        requestedBy: caller.id,
        requestedByKind: input.requestedBy,
        requestedAt: now,
      },
    ]);
    await appendEvents(tx, [
      toTakenEvent(subject, latestDecision, {
        kind: "lead.rerouted",
        ...reroute,
        requestedBy: input.requestedBy,
        at: now,
      }),
      toDecisionEvent(subject, routed.decision),
    ]);
    return routed.decision;
  });
  return describeDecision(context, decision, { repeated: false });
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
