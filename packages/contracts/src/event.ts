import { z } from "zod";

import { EventId, LeadId, PartnerId, PoolId, QueueId, RepId, toId, type Id } from "./id.ts";
import { AccountStatus } from "./organisation.ts";
import { Slug, Timestamp } from "./primitive.ts";

/** What happened to a lead. */
export const LeadEventKind = z.enum([
  "lead.received",
  "lead.assigned",
  "lead.held",
  "lead.parked",
  "lead.attached",
  "lead.unqualified",
  "lead.accepted",
  "lead.touched",
  "lead.reminded",
  "lead.escalated",
  "lead.rejected",
  "lead.rerouted",
  "lead.converted",
  "lead.disqualified",
]);
export type LeadEventKind = z.infer<typeof LeadEventKind>;

/** Why a lead was taken from its rep. `ROUTING_FAULTS` says which of them count against accuracy. */
export const RerouteReason = z.enum([
  "wrong_territory",
  "wrong_segment",
  "wrong_owner",
  "conflict",
  "capacity",
  "pto",
  "sla_breach",
  "rep_left",
  "rep_request",
  "other",
]);
export type RerouteReason = z.infer<typeof RerouteReason>;

/** Who wants a lead re-routed: whoever has it, whoever answers for him, a missed deadline, or another program. */
export const Requester = z.enum(["rep", "manager", "sla", "system"]);
export type Requester = z.infer<typeof Requester>;

/** Why a rep refuses a lead. Those that a re-route may have too count against accuracy as they do there. */
export const RejectionReason = z.enum([
  "wrong_territory",
  "wrong_segment",
  "wrong_owner",
  "conflict",
  "capacity",
  "pto",
  "not_a_fit",
  "other",
]);
export type RejectionReason = z.infer<typeof RejectionReason>;

/** Why a lead is not worth working. */
export const DisqualificationReason = z.enum([
  "spam",
  "bad_data",
  "unreachable",
  "not_a_fit",
  "no_budget",
  "no_authority",
  "no_need",
  "competitor",
  "duplicate",
  "other",
]);
export type DisqualificationReason = z.infer<typeof DisqualificationReason>;

/** The reasons that say: the first assignment was not the right one. */
export const ROUTING_FAULTS = [
  "wrong_territory",
  "wrong_segment",
  "wrong_owner",
  "conflict",
  "capacity",
  "pto",
] as const satisfies readonly RerouteReason[];

/**
 * One change of one lead, as it leaves the outbox for the warehouse: ids and names of few values, nothing
 * personal. The id is made of lead, epoch and kind, so that the same change can never have two.
 */
export const LeadEvent = z
  .object({
    eventId: EventId,
    kind: LeadEventKind,
    occurredAt: Timestamp,
    leadId: LeadId,
    /** The decision that the event belongs to; 0 for `lead.received`. */
    epoch: z.number().int().nonnegative(),
    source: Slug,
    receivedAt: Timestamp,
    qualifiedAt: Timestamp,
    tier: z.string().nullable(),
    segment: z.string().nullable(),
    territory: z.string().nullable(),
    vertical: z.string().nullable(),
    country: z.string().nullable(),
    utmSource: z.string().nullable(),
    accountStatus: AccountStatus.nullable(),
    partnerId: PartnerId.nullable(),
    /**
     * Why it is put down to that partner: it carries his code, or an earlier lead of the person or account did; null
     * without a partner, and on what was written before there was such a field.
     */
    attributedBy: z.enum(["code", "window"]).nullable().default(null),
    ruleSetVersion: z.number().int().positive().nullable(),
    stageId: z.string().nullable(),
    ruleId: z.string().nullable(),
    poolId: PoolId.nullable(),
    queueId: QueueId.nullable(),
    /** The rep the event is about; for `lead.rerouted` and `lead.rejected` the one who had the lead before. */
    repId: RepId.nullable(),
    /** Reason of a re-route, rejection, disqualification, hold or parking; of `lead.unqualified` the first fact it lacks. */
    reason: z.string().nullable(),
    /** Who wanted a re-route; null on every other event, and on what was written before there was such a field. */
    requestedBy: Requester.nullable().default(null),
  })
  .readonly()
  .meta({ id: "LeadEvent" });
export type LeadEvent = z.infer<typeof LeadEvent>;

export function toEventId(leadId: Id<"lead">, epoch: number, kind: LeadEventKind): EventId {
  return toId("event", `${leadId.slice("lead_".length)}.${epoch}.${kind.slice("lead.".length)}`);
}
