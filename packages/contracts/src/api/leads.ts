import { z } from "zod";

import { RoutedLead } from "../api.ts";
import { AssignedVia } from "../decision.ts";
import { DisqualificationReason } from "../event.ts";
import { AccountId, LeadId, PartnerId, PoolId, QueueId, RepId, TerritoryId } from "../id.ts";
import { LeadDetails, LeadState } from "../lead.ts";
import { lineOfText, Slug, Timestamp } from "../primitive.ts";
import { NextCursor, page } from "./paging.ts";

/** Leads looked at for one page of `leads.list`: a filter that few satisfy gives short pages, not slow ones. */
export const MAX_SCANNED_LEADS = 10_000;

/** `leads.list`: those that satisfy all that is given. */
export const ListLeadsInput = z
  .strictObject({
    state: LeadState.optional(),
    /** Who has it, or had it at its end. */
    repId: RepId.optional(),
    accountId: AccountId.optional(),
    partnerId: PartnerId.optional(),
    /** The form or system that it came from. */
    source: Slug.optional(),
    /** From this instant on, and before that one. */
    receivedFrom: Timestamp.optional(),
    receivedUntil: Timestamp.optional(),
    /** Of the latest decision: the pool it chose from, the queue it parked in, and what it derived. */
    poolId: PoolId.optional(),
    queueId: QueueId.optional(),
    territoryId: TerritoryId.optional(),
    segment: lineOfText(200).optional(),
    tier: lineOfText(200).optional(),
    ...page,
    limit: z.number().int().min(1).max(500).default(50),
  })
  .readonly()
  .prefault({});
export type ListLeadsInput = z.infer<typeof ListLeadsInput>;

/** `leads.findByEmail`: the leads of one person, the latest first. */
export const FindLeadsInput = z
  .strictObject({
    email: z.string().trim().toLowerCase().min(3).max(254),
    limit: z.number().int().min(1).max(100).default(20),
  })
  .readonly();

/** As it stands on file: an address that was made unreadable on request is none. */
const DetailsOnFile = LeadDetails.unwrap().safeExtend({ email: z.string() }).readonly();

/** A lead as it is on file. */
export const LeadOnFile = z
  .object({
    id: LeadId,
    source: z.string(),
    idempotencyKey: z.string(),
    bodyHash: z.string(),
    receivedAt: Timestamp,
    /** When it became due for routing; speed counts from here. */
    qualifiedAt: Timestamp,
    createdAt: Timestamp,
    state: LeadState,
    /** Of the latest decision. */
    epoch: z.number().int(),
    repId: RepId.nullable(),
    heldUntil: Timestamp.nullable(),
    attachedToLeadId: LeadId.nullable(),
    /** Pools and reps that had no room for it; null: it does not wait. */
    waitsFor: z.array(z.string()).readonly().nullable(),
    accountId: AccountId.nullable(),
    partnerId: PartnerId.nullable(),
    attribution: z
      .object({ by: z.enum(["code", "window"]), until: Timestamp })
      .readonly()
      .nullable(),
    details: DetailsOnFile,
    warnings: z.array(z.string()).readonly(),
    /** Done with and put away: it can be read, and nothing else. */
    archived: z.boolean(),
  })
  .readonly()
  .meta({ id: "Lead" });

export const LeadsPage = z.object({ leads: z.array(LeadOnFile).readonly(), nextCursor: NextCursor }).readonly();

/** A rep having a lead. */
const AssignmentOnFile = z
  .object({
    leadId: LeadId,
    epoch: z.number().int(),
    repId: RepId,
    via: AssignedVia,
    stageId: z.string().nullable(),
    ruleId: z.string().nullable(),
    poolId: PoolId.nullable(),
    tier: z.string().nullable(),
    territory: z.string().nullable(),
    coOwnerRepIds: z.array(RepId).readonly(),
    copiedRepIds: z.array(RepId).readonly(),
    note: z.string().nullable(),
    workUnits: z.number().int(),
    assignedAt: Timestamp,
    /** By when the rep must touch the lead; null: no SLA applies. */
    slaDueAt: Timestamp.nullable(),
    acceptedAt: Timestamp.nullable(),
    firstTouchedAt: Timestamp.nullable(),
    /** Null: the rep has the lead now. */
    endedAt: Timestamp.nullable(),
    endReason: z.string().nullable(),
  })
  .readonly()
  .meta({ id: "Assignment" });

/** `leads.get`. */
export const LeadWithHistory = z
  .object({
    lead: LeadOnFile,
    /** The first first. */
    assignments: z.array(AssignmentOnFile).readonly(),
    decisions: z.array(RoutedLead).readonly(),
  })
  .readonly();

/** `leads.replay`: a decision made again from its record. */
export const ReplayedDecision = z
  .object({
    leadId: LeadId,
    epoch: z.number().int(),
    ruleSetVersion: z.number().int(),
    /** Both have the same bytes as JSON. */
    identical: z.boolean(),
    /** Where they differ, the first place first; at most 100. Left out is what is not there. */
    differences: z
      .array(z.object({ path: z.string(), recorded: z.unknown(), replayed: z.unknown() }).readonly())
      .readonly(),
  })
  .readonly();
export type ReplayedDecision = z.infer<typeof ReplayedDecision>;

/** `leads.disqualify`. */
export const Disqualification = z
  .object({
    leadId: LeadId,
    /** Who had the lead; null: nobody. */
    repId: RepId.nullable(),
    reason: DisqualificationReason,
    disqualifiedAt: Timestamp,
  })
  .readonly();
export type Disqualification = z.infer<typeof Disqualification>;

/** `leads.convert`. */
export const Conversion = z.object({ leadId: LeadId, repId: RepId, convertedAt: Timestamp }).readonly();
export type Conversion = z.infer<typeof Conversion>;
