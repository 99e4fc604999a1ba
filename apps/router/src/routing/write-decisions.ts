import type { Decision, Outcome, StageFinding, TraceStep } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";
import type { LeadState } from "@pointsman/contracts/lead";
import type { JsonValue } from "@pointsman/contracts/primitive";
import type { DecisionInputs } from "@pointsman/router-core/decide";
import { listWaits } from "@pointsman/router-core/waiting/list-waits";
import { insertAssignments, type NewAssignment } from "@pointsman/store/assignments/insert-assignments";
import type { Tx } from "@pointsman/store/connect";
import { insertDecisions } from "@pointsman/store/decisions/insert-decisions";
import type { LeadPlacement } from "@pointsman/store/leads/lead-placement";
import { insertNotifications } from "@pointsman/store/notifications/insert-notifications";
import { addJobs } from "@pointsman/store/timers/add-jobs";

import { toNotifications } from "../timers/to-notifications.ts";
import type { RoutedCase } from "./route-cases.ts";

/** Writes decisions, the assignments they make, who is told, and what is to be done about them later. The leads must be on file, and their former assignments ended. */
export async function writeDecisions(tx: Tx, routed: readonly RoutedCase[]): Promise<void> {
  await insertDecisions(
    tx,
    routed.map(({ decision, inputs }) => ({ decision, inputs: asJson(inputs) })),
  );
  await insertAssignments(
    tx,
    routed.flatMap(({ decision }) => toAssignment(decision) ?? []),
  );
  await insertNotifications(
    tx,
    routed.flatMap(({ decision }) => toNotifications(decision)),
  );
  await addJobs(
    tx,
    routed.flatMap(({ jobs }) => jobs),
  );
}

/** Where the lead stands after the decision. */
export function toPlacement(decision: Decision): LeadPlacement {
  const { epoch, outcome } = decision;
  return {
    state: outcome.kind satisfies LeadState,
    epoch,
    repId: ownerOf(outcome),
    heldUntil: outcome.kind === "held" ? outcome.until : null,
    attachedToLeadId: outcome.kind === "attached" ? outcome.toLeadId : null,
    waitsFor: listWaits(decision),
  };
}

const DECISIVE: ReadonlySet<StageFinding> = new Set(["chosen", "held", "parked", "not_qualified"]);

/** The step of the trace that made the outcome; undefined where no rule did: by hand, or a duplicate. */
export function decisiveStep({ trace }: Decision): TraceStep | undefined {
  return trace.steps.findLast(({ finding }) => DECISIVE.has(finding));
}

/** A derived fact as text, for columns and events. */
export function derivedText({ trace }: Decision, fact: string): string | null {
  const value = trace.derived[fact] ?? null;
  return typeof value === "string" ? value : null;
}

function ownerOf(outcome: Outcome): RepId | null {
  return outcome.kind === "assigned" ? outcome.repId : null;
}

function toAssignment(decision: Decision): NewAssignment | null {
  const { outcome, leadId, epoch, decidedAt } = decision;
  if (outcome.kind !== "assigned") return null;
  const step = decisiveStep(decision);
  return {
    leadId,
    epoch,
    repId: outcome.repId,
    via: outcome.via,
    stageId: step?.stageId ?? null,
    ruleId: step?.rule?.id ?? null,
    poolId: outcome.poolId,
    tier: derivedText(decision, "tier"),
    territory: derivedText(decision, "territory"),
    coOwnerRepIds: outcome.coOwnerRepIds,
    copiedRepIds: outcome.copiedRepIds,
    note: outcome.note,
    workUnits: outcome.workUnits ?? 1,
    assignedAt: decidedAt,
  };
}

/** Inputs hold nothing but JSON values, by their definition: a replay reads them from a JSON column. */
function asJson(inputs: DecisionInputs): JsonValue {
  return inputs as unknown as JsonValue;
}
