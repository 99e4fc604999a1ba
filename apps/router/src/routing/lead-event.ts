import type { Decision, Outcome } from "@pointsman/contracts/decision";
import {
  toEventId,
  type DisqualificationReason,
  type LeadEvent,
  type LeadEventKind,
  type RejectionReason,
  type Requester,
  type RerouteReason,
} from "@pointsman/contracts/event";
import type { PartnerId, RepId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";
import type { AccountStatus } from "@pointsman/contracts/organisation";
import type { Timestamp } from "@pointsman/contracts/primitive";

import { decisiveStep, derivedText } from "./decisive-step.ts";
import { holderOf } from "./holder-of.ts";

/** What every event of a lead says of it: nothing personal. */
export interface EventSubject {
  readonly submission: Submission;
  readonly qualifiedAt: Timestamp;
  readonly accountStatus: AccountStatus | null;
  readonly partnerId: PartnerId | null;
  readonly attributedBy: LeadEvent["attributedBy"];
}

const KIND = {
  assigned: "lead.assigned",
  held: "lead.held",
  parked: "lead.parked",
  attached: "lead.attached",
  unqualified: "lead.unqualified",
} as const satisfies Record<Outcome["kind"], LeadEventKind>;

/** The lead came in. Carries the facts its first decision derived, so that volumes can be cut by them too. */
export function toReceivedEvent(subject: EventSubject, first: Decision): LeadEvent {
  const { leadId, receivedAt } = subject.submission;
  return {
    ...describeLead(subject),
    ...describeDerived(first),
    ...NO_RULE,
    eventId: toEventId(leadId, 0, "lead.received"),
    kind: "lead.received",
    occurredAt: receivedAt,
    epoch: 0,
    repId: null,
    reason: null,
    requestedBy: null,
  };
}

/** A decision was made. */
export function toDecisionEvent(subject: EventSubject, decision: Decision): LeadEvent {
  const { outcome, epoch, decidedAt } = decision;
  const kind = KIND[outcome.kind];
  return {
    ...describeDecision(subject, decision),
    eventId: toEventId(decision.leadId, epoch, kind),
    kind,
    occurredAt: decidedAt,
    epoch,
    repId: holderOf(outcome),
    reason: reasonOf(outcome),
    requestedBy: null,
  };
}

/** Somebody, or something, took the lead from whoever had it. */
export interface Reroute {
  readonly kind: "lead.rerouted";
  readonly reason: RerouteReason;
  readonly requestedBy: Requester;
}

/** Who had the lead refused it. */
export interface Rejection {
  readonly kind: "lead.rejected";
  readonly reason: RejectionReason;
  readonly requestedBy: null;
}

/** The lead was taken from whoever had it. Carries the decision that turned out wrong, under the epoch of the new one. */
export function toTakenEvent(
  subject: EventSubject,
  wrong: Decision,
  taken: (Reroute | Rejection) & {
    readonly epoch: number;
    readonly at: Timestamp;
    readonly fromRepId: RepId | null;
  },
): LeadEvent {
  const { kind, reason, requestedBy, epoch, at, fromRepId } = taken;
  return {
    ...describeDecision(subject, wrong),
    eventId: toEventId(wrong.leadId, epoch, kind),
    kind,
    occurredAt: at,
    epoch,
    repId: fromRepId,
    reason,
    requestedBy,
  };
}

/** What came of a lead under its present decision. */
export type Progress =
  | {
      readonly kind: "lead.accepted" | "lead.touched" | "lead.reminded" | "lead.escalated" | "lead.converted";
      readonly at: Timestamp;
      readonly reason: null;
    }
  | { readonly kind: "lead.disqualified"; readonly at: Timestamp; readonly reason: DisqualificationReason };

/** The lead was accepted or touched, was not touched in time, became an opportunity, or proved worthless. */
export function toProgressEvent(subject: EventSubject, decision: Decision, { kind, at, reason }: Progress): LeadEvent {
  return {
    ...describeDecision(subject, decision),
    eventId: toEventId(decision.leadId, decision.epoch, kind),
    kind,
    occurredAt: at,
    epoch: decision.epoch,
    repId: holderOf(decision.outcome),
    reason,
    requestedBy: null,
  };
}

const NO_RULE = { ruleSetVersion: null, stageId: null, ruleId: null, poolId: null, queueId: null } as const;

function describeLead({ submission, qualifiedAt, accountStatus, partnerId, attributedBy }: EventSubject) {
  const { leadId, source, receivedAt, lead } = submission;
  return {
    leadId,
    source,
    receivedAt,
    qualifiedAt,
    country: lead.country ?? null,
    utmSource: toCampaignName(lead.utm?.source),
    accountStatus,
    partnerId,
    attributedBy,
  };
}

/** A link may carry anything, an address too: what does not look like the name of a campaign source is only counted. */
function toCampaignName(source: string | undefined): string | null {
  if (source === undefined) return null;
  return /^[a-z0-9._-]{1,40}$/i.test(source) ? source.toLowerCase() : "other";
}

function describeDerived(decision: Decision) {
  return {
    tier: derivedText(decision, "tier"),
    segment: derivedText(decision, "segment"),
    territory: derivedText(decision, "territory"),
    vertical: derivedText(decision, "vertical"),
  };
}

function describeDecision(subject: EventSubject, decision: Decision) {
  const step = decisiveStep(decision);
  const { outcome } = decision;
  return {
    ...describeLead(subject),
    ...describeDerived(decision),
    ruleSetVersion: decision.ruleSet.version,
    stageId: step?.stageId ?? null,
    ruleId: step?.rule?.id ?? null,
    poolId: outcome.kind === "assigned" ? outcome.poolId : null,
    queueId: outcome.kind === "parked" ? outcome.queueId : null,
  };
}

/**
 * Why nobody has the lead, or why not the rep whom the rule wanted first; of an unqualified one the first thing that it lacks.
 */
function reasonOf(outcome: Outcome): string | null {
  switch (outcome.kind) {
    case "assigned":
      return outcome.via === "backup" || outcome.via === "next_in_pool" ? outcome.via : null;
    case "attached":
      return null;
    case "held":
    case "parked":
      return outcome.reason;
    case "unqualified":
      return outcome.unmet[0]?.fact ?? null;
  }
}
