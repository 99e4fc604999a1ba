import { z } from "zod";

import { Decision, Outcome } from "./decision.ts";
import { DisqualificationReason, RejectionReason, Requester, RerouteReason } from "./event.ts";
import { AccountId, LeadId, PartnerId, PoolId, QueueId, RepId } from "./id.ts";
import { LeadDetails, LeadState, LeadToSubmit } from "./lead.ts";
import { lineOfText, Slug, Timestamp } from "./primitive.ts";

/** What an API key may do. */
export const Scope = z.enum([
  "leads:submit",
  "leads:read",
  "leads:write",
  "config:read",
  "config:write",
  "reports:read",
  "availability:read",
  "availability:write",
  "notifications:read",
  "notifications:write",
  "keys:manage",
  "audit:read",
  "privacy:erase",
]);
export type Scope = z.infer<typeof Scope>;

/** At most as many as fit one body of `MAX_BODY_BYTES` with room to spare. */
export const MAX_SUBMISSIONS_PER_CALL = 100;

/** Upper bound of one request body to the routing service, in bytes. */
export const MAX_BODY_BYTES = 2 * 1024 * 1024;

/** `leads.submit`: leads in, each with its own result, in the same order. One bad lead does not fail the others. */
export const SubmitLeadsInput = z
  .object({ submissions: z.array(LeadToSubmit).min(1).max(MAX_SUBMISSIONS_PER_CALL).readonly() })
  .readonly();
export type SubmitLeadsInput = z.infer<typeof SubmitLeadsInput>;

/** What a caller is told of a routed lead. */
export const RoutedLead = z
  .object({
    leadId: LeadId,
    state: LeadState,
    /** The lead was known already; this is the decision it got then. */
    repeated: z.boolean(),
    decision: Decision,
    /** The reason in plain text, a line a stage. */
    explanation: z.array(z.string()).readonly(),
  })
  .readonly()
  .meta({ id: "RoutedLead" });
export type RoutedLead = z.infer<typeof RoutedLead>;

/** `retryable`: the same submission may succeed later. */
const SubmitRefusal = z
  .object({ ok: z.literal(false), leadId: LeadId, code: z.string(), message: z.string(), retryable: z.boolean() })
  .readonly();

export const SubmitResult = z
  .discriminatedUnion("ok", [z.object({ ok: z.literal(true), lead: RoutedLead }).readonly(), SubmitRefusal])
  .meta({ id: "SubmitResult" });
export type SubmitResult = z.infer<typeof SubmitResult>;

export const SubmitLeadsOutput = z.object({ results: z.array(SubmitResult).readonly() }).readonly();
export type SubmitLeadsOutput = z.infer<typeof SubmitLeadsOutput>;

/**
 * `leads.import`: as `leads.submit`, for callers with many leads and no visitor who waits: each result says where the lead went, and
 * not why, which is most of an answer and on file for `leads.explain`.
 */
export const ImportLeadsInput = SubmitLeadsInput.unwrap()
  .extend({
    /** Reps and queue owners are told of each lead as if it had just come in; else of none, until something changes. */
    notify: z.boolean().default(false),
  })
  .readonly();
export type ImportLeadsInput = z.infer<typeof ImportLeadsInput>;

export const ImportResult = z
  .discriminatedUnion("ok", [
    z
      .object({ ok: z.literal(true), leadId: LeadId, state: LeadState, repeated: z.boolean(), outcome: Outcome })
      .readonly(),
    SubmitRefusal,
  ])
  .meta({ id: "ImportResult" });
export type ImportResult = z.infer<typeof ImportResult>;

export const ImportLeadsOutput = z.object({ results: z.array(ImportResult).readonly() }).readonly();
export type ImportLeadsOutput = z.infer<typeof ImportLeadsOutput>;

export const GetLeadInput = z.strictObject({ leadId: LeadId }).readonly();

/** `leads.explain`: the decision of that epoch on the lead, or its latest. */
export const ExplainLeadInput = z
  .strictObject({ leadId: LeadId, epoch: z.number().int().positive().optional() })
  .readonly();
export type ExplainLeadInput = z.infer<typeof ExplainLeadInput>;

/** Why a lead went where it went, in words. */
export const ExplainedLead = z
  .object({
    leadId: LeadId,
    epoch: z.number().int().positive(),
    /** A line a stage, then the outcome. */
    text: z.array(z.string()).readonly(),
    /** The same with tables. Names and notes are escaped. */
    markdown: z.string(),
    /** Everybody whom a stage looked at, each with the first reason why the lead is or is not his. */
    colleagues: z.array(z.object({ repId: RepId, reason: z.string() }).readonly()).readonly(),
    /** The accounts that were weighed when the lead came in, the best first, each with why it is or is not the lead's. */
    accounts: z.array(z.string()).readonly(),
    /** The smallest change of one fact that would have given another owner, or that none is known; a line each. */
    smallestChange: z.array(z.string()).readonly(),
  })
  .readonly();
export type ExplainedLead = z.infer<typeof ExplainedLead>;

const Comment = lineOfText(1_000);

/** The lead's latest epoch as the caller knows it: refused where it was decided on since, so that a call sent again is safe. */
const IfEpoch = z.number().int().positive().optional();

/** `leads.reroute`: to a named rep, or, without `toRepId`, to whom the rules give with the present rep left out. */
export const RerouteLeadInput = z
  .strictObject({
    leadId: LeadId,
    reason: RerouteReason,
    comment: Comment.optional(),
    toRepId: RepId.optional(),
    // That a deadline was missed is said by the router alone.
    requestedBy: Requester.exclude(["sla"]).default("manager"),
    epoch: IfEpoch,
  })
  .readonly();
export type RerouteLeadInput = z.infer<typeof RerouteLeadInput>;

/**
 * `leads.accept`: the rep takes the lead; `leads.touch`: he contacted it for the first time. With `repId` it is refused
 * where somebody else has the lead by now.
 */
export const WorkLeadInput = z.strictObject({ leadId: LeadId, repId: RepId.optional() }).readonly();
export type WorkLeadInput = z.infer<typeof WorkLeadInput>;

/** How far the rep who has a lead is with it. */
export const WorkedLead = z
  .object({
    leadId: LeadId,
    /** Of the decision that gave it to him. */
    epoch: z.number().int().positive(),
    repId: RepId,
    acceptedAt: Timestamp,
    /** Null: not contacted yet. */
    firstTouchedAt: Timestamp.nullable(),
  })
  .readonly();
export type WorkedLead = z.infer<typeof WorkedLead>;

/** `leads.reject`: the rep refuses the lead; it goes to whom the rules give without all who refused it. */
export const RejectLeadInput = z
  .strictObject({
    leadId: LeadId,
    repId: RepId.optional(),
    reason: RejectionReason,
    comment: Comment.optional(),
    epoch: IfEpoch,
  })
  .readonly();
export type RejectLeadInput = z.infer<typeof RejectLeadInput>;

/** `leads.disqualify`: nobody works the lead any more. */
export const DisqualifyLeadInput = z
  .strictObject({ leadId: LeadId, reason: DisqualificationReason, comment: Comment.optional(), epoch: IfEpoch })
  .readonly();
export type DisqualifyLeadInput = z.infer<typeof DisqualifyLeadInput>;

/** `leads.qualify`: what is known of an unqualified lead by now; fields that are left out stay as they are. */
export const QualifyLeadInput = z
  .strictObject({ leadId: LeadId, details: LeadDetails.unwrap().omit({ email: true }).partial().readonly() })
  .readonly();
export type QualifyLeadInput = z.infer<typeof QualifyLeadInput>;

/** `leads.convert`: the lead became an opportunity. */
export const ConvertLeadInput = z
  .strictObject({ leadId: LeadId, convertedAt: Timestamp.optional(), epoch: IfEpoch })
  .readonly();
export type ConvertLeadInput = z.infer<typeof ConvertLeadInput>;

/** `reps.digest`: what happened while a rep was on time off, after `since`, or ever. */
export const ReadDigestInput = z.strictObject({ repId: RepId, since: Timestamp.optional() }).readonly();
export type ReadDigestInput = z.infer<typeof ReadDigestInput>;

/** A lead of a digest: when it came, and where it is now. */
export const DigestLead = z
  .object({ leadId: LeadId, at: Timestamp, state: LeadState, repId: RepId.nullable() })
  .readonly();
export type DigestLead = z.infer<typeof DigestLead>;

export const Digest = z
  .object({
    repId: RepId,
    /** When he was last told; null: never. */
    toldAt: Timestamp.nullable(),
    /** Leads that were held until he is back. */
    held: z.array(DigestLead).readonly(),
    /** Leads that his backup got in his place. */
    backedUp: z.array(DigestLead).readonly(),
  })
  .readonly();
export type Digest = z.infer<typeof Digest>;
/** `pools.correctCredit`: so much more, or less, each rep is owed. The corrections sum to zero. */
export const CorrectCreditInput = z
  .strictObject({
    poolId: PoolId,
    /** In micro-units: 1,000,000 is one lead, or a value of 1 in a `balanced_value` pool. */
    corrections: z
      .array(z.object({ repId: RepId, deltaMicro: z.number().int() }).readonly())
      .min(1)
      .max(1_000)
      .readonly(),
    comment: Comment,
  })
  .readonly();
export type CorrectCreditInput = z.infer<typeof CorrectCreditInput>;

/**
 * `reps.depart`: a rep leaves. With `preview` nothing is changed: what would be. Without it, one call does a bounded part
 * of the work; it is called again until the answer is `done`.
 */
export const DepartRepInput = z
  .strictObject({
    repId: RepId,
    /** Who takes over what needs a person; without it the first of his backups who is active. */
    toRepId: RepId.optional(),
    /**
     * His accounts go to who takes over, or to nobody: then the rules, mostly the territory's, say at the next lead. The
     * latter too where nobody takes over.
     */
    accounts: z.enum(["successor", "territory"]).default("successor"),
    preview: z.boolean().default(false),
  })
  .readonly();
export type DepartRepInput = z.infer<typeof DepartRepInput>;

/** A lead of the rep with what is decided on it anew. */
export const MovedLead = z.object({ leadId: LeadId, was: z.enum(["assigned", "held"]), outcome: Outcome }).readonly();
export type MovedLead = z.infer<typeof MovedLead>;

export const Departure = z
  .object({
    repId: RepId,
    preview: z.boolean(),
    /** Who takes over; null: nobody. */
    successorRepId: RepId.nullable(),
    /** Pools that he leaves, with who is left in them. */
    pools: z.array(z.object({ poolId: PoolId, membersLeft: z.number().int() }).readonly()).readonly(),
    /** Reps whose backup he was, with their new one. */
    backups: z.array(z.object({ repId: RepId, toRepId: RepId.nullable() }).readonly()).readonly(),
    queueIds: z.array(QueueId).readonly(),
    partnerIds: z.array(PartnerId).readonly(),
    formIds: z.array(Slug).readonly(),
    /** Accounts of which he is owner, CSM or in the team. */
    accounts: z
      .object({
        /** Before the call. */
        total: z.number().int(),
        moved: z.array(AccountId).readonly(),
        toRepId: RepId.nullable(),
      })
      .readonly(),
    /** Leads that he has, or that wait for him. */
    leads: z
      .object({
        /** Before the call. */
        total: z.number().int(),
        moved: z.array(MovedLead).readonly(),
      })
      .readonly(),
    /** Nothing is left to do. Never of a preview. */
    done: z.boolean(),
  })
  .readonly()
  .meta({ id: "Departure" });
export type Departure = z.infer<typeof Departure>;
