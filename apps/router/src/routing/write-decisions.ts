import type { Decision, Outcome } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";
import type { LeadState } from "@pointsman/contracts/lead";
import type { JsonValue, Timestamp } from "@pointsman/contracts/primitive";
import type { DecisionInputs } from "@pointsman/router-core/decide";
import { listWaits } from "@pointsman/router-core/waiting/list-waits";
import { insertAssignments, type NewAssignment } from "@pointsman/store/assignments/insert-assignments";
import type { Tx } from "@pointsman/store/connect";
import { insertDecisions } from "@pointsman/store/decisions/insert-decisions";
import type { NewLead } from "@pointsman/store/leads/insert-leads";
import type { LeadPlacement } from "@pointsman/store/leads/lead-placement";
import { writeNewLeads as storeNewLeads, type NewLeadsWrite } from "@pointsman/store/leads/write-new-leads";
import { insertNotificationRows } from "@pointsman/store/notifications/insert-notifications";
import { runTogether } from "@pointsman/store/run-together";
import { addJobRows } from "@pointsman/store/timers/add-jobs";
import type { RawBuilder } from "kysely";

import { toNotifications } from "../timers/to-notifications.ts";
import { toAccountMatch } from "./account-match.ts";
import { decisiveStep, derivedText } from "./decisive-step.ts";
import { toDecisionEvent, toReceivedEvent, type EventSubject } from "./lead-event.ts";
import type { DecidedCases, RoutedCase, RoutingCase } from "./route-cases.ts";

/** New leads, decided at `now`. */
export interface DecidedLeads extends DecidedCases {
  readonly now: Timestamp;
}

/**
 * Writes a batch of new leads with all that came of routing them, with two statements: leads and events; decisions,
 * assignments, pools and loads; and another two where somebody is to be told, or something to be done later. All in one round
 * trip, and the transaction goes on.
 */
export async function writeNewLeads(tx: Tx, decided: DecidedLeads): Promise<void> {
  await storeNewLeads(tx, toWrite(decided), { also: toSequels(decided.routed) });
}

/** The same as the last of its transaction: the commit leaves with it. */
export async function commitNewLeads(tx: Tx, decided: DecidedLeads): Promise<void> {
  await storeNewLeads(tx, toWrite(decided), { also: toSequels(decided.routed), commit: true });
}

/** Writes decisions, the assignments they make, who is told, and what is to be done about them later. The leads must be on file, and their former assignments ended. */
export async function writeDecisions(tx: Tx, routed: readonly RoutedCase[]): Promise<void> {
  const { decisions, assignments } = toRecords(routed);
  await insertDecisions(tx, decisions);
  await insertAssignments(tx, assignments);
  await runTogether(tx, toSequels(routed));
}

function toWrite({ routed, moved, now }: DecidedLeads): NewLeadsWrite {
  return {
    leads: routed.map((entry) => toNewLead(entry, now)),
    ...toRecords(routed),
    events: routed.flatMap(({ case: routingCase, decision }) => {
      const subject = toSubject(routingCase);
      return [toReceivedEvent(subject, decision), toDecisionEvent(subject, decision)];
    }),
    ...moved,
  };
}

/** Who is told, and what is to be done later: a statement each, where there is anything. */
function toSequels(routed: readonly RoutedCase[]): readonly RawBuilder<unknown>[] {
  const notifications = routed.flatMap(({ decision }) => toNotifications(decision));
  const jobs = routed.flatMap((entry) => entry.jobs);
  return [
    ...(notifications.length === 0 ? [] : [insertNotificationRows(notifications)]),
    ...(jobs.length === 0 ? [] : [addJobRows(jobs)]),
  ];
}

function toRecords(routed: readonly RoutedCase[]) {
  return {
    decisions: routed.map(({ decision, inputs }) => ({ decision, inputs: asJson(inputs) })),
    assignments: routed.flatMap(({ decision }) => toAssignment(decision) ?? []),
  };
}

function toNewLead({ case: routingCase, decision }: RoutedCase, createdAt: Timestamp): NewLead {
  const { submission, qualifiedAt, account, background, partner, attribution } = routingCase;
  return {
    submission,
    qualifiedAt,
    createdAt,
    accountId: account?.id ?? null,
    partnerId: partner?.id ?? null,
    attribution,
    accountMatch: toAccountMatch(background.match),
    placement: toPlacement(decision),
  };
}

function toSubject({ submission, qualifiedAt, account, partner, attribution }: RoutingCase): EventSubject {
  return {
    submission,
    qualifiedAt,
    accountStatus: account?.status ?? null,
    partnerId: partner?.id ?? null,
    attributedBy: attribution?.by ?? null,
  };
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
    slaDueAt: outcome.sla?.dueAt ?? null,
  };
}

/** Inputs hold nothing but JSON values, by their definition: a replay reads them from a JSON column. */
function asJson(inputs: DecisionInputs): JsonValue {
  return inputs as unknown as JsonValue;
}
