import { z } from "zod";

import { LeadId, AccountId, PartnerId, PoolId, QueueId, RepId, TerritoryId } from "../id.ts";
import { Account, AccountStatus, Contact, Partner, Pool, Queue, Rep, Territory } from "../organisation.ts";
import { Slug, Timestamp } from "../primitive.ts";
import { listOf, NextCursor, page } from "./paging.ts";

/** Input of a list without filters. */
export const ListInput = z.strictObject(page).readonly().prefault({});

/** A rep with what he has in hand. */
export const RepWithLoad = Rep.unwrap()
  .safeExtend({
    // As they stand on file: what is read back is not refused because it would not be taken today.
    email: z.string(),
    timeZone: z.string(),
    openLeads: z.number().int(),
    /** What these weigh together, in units of work: counts against his capacity. */
    openUnits: z.number().int(),
  })
  .readonly()
  .meta({ id: "RepWithLoad" });
export type RepWithLoad = z.infer<typeof RepWithLoad>;

export const ListRepsInput = z
  .strictObject({ status: z.enum(["active", "departed"]).optional(), team: Slug.optional(), ...page })
  .readonly()
  .prefault({});
export const RepsPage = z.object({ reps: z.array(RepWithLoad).readonly(), nextCursor: NextCursor }).readonly();
export const RepInput = z.strictObject({ repId: RepId }).readonly();
/** `reps.get`: with the parts that he has in the organisation. */
export const RepDetails = z
  .object({
    rep: RepWithLoad,
    poolIds: z.array(PoolId).readonly(),
    /** Who names him as backup. */
    backupOfRepIds: z.array(RepId).readonly(),
    queueIds: z.array(QueueId).readonly(),
    partnerIds: z.array(PartnerId).readonly(),
    /** Of which he is owner, CSM or in the team. */
    accounts: z.number().int(),
  })
  .readonly();
export const SaveRepsInput = z.strictObject({ reps: listOf(Rep) }).readonly();

/** A pool with its ledger. */
export const PoolWithLedger = Pool.unwrap()
  .safeExtend({
    /** Leads given from the pool so far. */
    seq: z.number().int(),
    /** What each member is owed, in micro-leads: 1,000,000 is one lead. They sum to zero. */
    ledger: z
      .array(
        z
          .object({ repId: RepId, creditMicro: z.number().int(), lastAssignedSeq: z.number().int().nullable() })
          .readonly(),
      )
      .readonly(),
  })
  .readonly()
  .meta({ id: "PoolWithLedger" });
export type PoolWithLedger = z.infer<typeof PoolWithLedger>;

export const PoolsPage = z.object({ pools: z.array(PoolWithLedger).readonly(), nextCursor: NextCursor }).readonly();
export const PoolInput = z.strictObject({ poolId: PoolId }).readonly();
export const SavePoolsInput = z.strictObject({ pools: listOf(Pool) }).readonly();

/** `pools.corrections`, `pools.decisions`: the latest of one pool first. */
export const ListOfPoolInput = z
  .strictObject({ poolId: PoolId, ...page, limit: z.number().int().min(1).max(500).default(50) })
  .readonly();

export const CreditCorrection = z
  .object({
    poolId: PoolId,
    /** By hand; because somebody joined or left; or because the pool shares in another unit. */
    cause: z.enum(["correction", "members", "unit"]),
    /** Number of the pool's last decision before it: the next one sees the corrected ledger. */
    afterSeq: z.number().int(),
    /** They sum to zero. */
    deltas: z
      .array(
        z
          .object({
            repId: RepId,
            deltaMicro: z.number().int(),
            creditBefore: z.number().int(),
            creditAfter: z.number().int(),
          })
          .readonly(),
      )
      .readonly(),
    comment: z.string(),
    requestedBy: z.string(),
    correctedAt: Timestamp,
  })
  .readonly()
  .meta({ id: "CreditCorrection" });
export const CorrectionsPage = z
  .object({ corrections: z.array(CreditCorrection).readonly(), nextCursor: NextCursor })
  .readonly();

/** `pools.decisions`: why each lead of a pool went to whom, as its ledger saw it. */
export const PoolDecision = z
  .object({
    /** The pool's decisions are numbered 1, 2, 3 … without gaps. */
    seq: z.number().int(),
    leadId: LeadId,
    epoch: z.number().int(),
    decidedAt: Timestamp,
    /** Null: the lead went to nobody. */
    repId: RepId.nullable(),
    /** Everybody who was looked at, with what he was owed before and after; null where he had no part in it. */
    candidates: z
      .array(
        z
          .object({
            repId: RepId,
            verdict: z.enum(["chosen", "passed_over", "refused"]),
            refusal: z.string().nullable(),
            creditBefore: z.number().int().nullable(),
            creditAfter: z.number().int().nullable(),
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();
export type PoolDecision = z.infer<typeof PoolDecision>;
export const PoolDecisionsPage = z
  .object({ decisions: z.array(PoolDecision).readonly(), nextCursor: NextCursor })
  .readonly();

export const TerritoriesPage = z
  .object({ territories: z.array(Territory).readonly(), nextCursor: NextCursor })
  .readonly();
export const TerritoryInput = z.strictObject({ territoryId: TerritoryId }).readonly();
export const SaveTerritoriesInput = z.strictObject({ territories: listOf(Territory) }).readonly();

export const PartnersPage = z.object({ partners: z.array(Partner).readonly(), nextCursor: NextCursor }).readonly();
export const PartnerInput = z.strictObject({ partnerId: PartnerId }).readonly();
export const SavePartnersInput = z.strictObject({ partners: listOf(Partner) }).readonly();

/** A queue with what waits in it. */
export const QueueWithLeads = Queue.unwrap()
  .safeExtend({
    parkedLeads: z.number().int(),
    /** Since when the first of them is due for routing; null: none waits. */
    oldestQualifiedAt: Timestamp.nullable(),
  })
  .readonly()
  .meta({ id: "QueueWithLeads" });
export type QueueWithLeads = z.infer<typeof QueueWithLeads>;
export const QueuesPage = z.object({ queues: z.array(QueueWithLeads).readonly(), nextCursor: NextCursor }).readonly();
export const QueueInput = z.strictObject({ queueId: QueueId }).readonly();
export const SaveQueuesInput = z.strictObject({ queues: listOf(Queue) }).readonly();

export const ListAccountsInput = z
  .strictObject({
    /** Who owns it. */
    ownerRepId: RepId.optional(),
    status: AccountStatus.optional(),
    /** Registrable, in lower case: `apexcorp.example`. */
    domain: z.string().max(253).optional(),
    ...page,
  })
  .readonly()
  .prefault({});
export const AccountsPage = z.object({ accounts: z.array(Account).readonly(), nextCursor: NextCursor }).readonly();
export const AccountInput = z.strictObject({ accountId: AccountId }).readonly();
export const SaveAccountsInput = z.strictObject({ accounts: listOf(Account) }).readonly();

/** `accounts.get`. */
export const AccountWithHistory = z
  .object({
    account: Account,
    history: z
      .object({
        /** Who owned it, the latest first, at most 100. */
        owners: z
          .array(
            z
              .object({
                repId: RepId,
                /** Null: since before the history was kept. */
                from: Timestamp.nullable(),
                /** Null: he owns it now. */
                until: Timestamp.nullable(),
                endReason: z.enum(["changed", "rep_left"]).nullable(),
              })
              .readonly(),
          )
          .readonly(),
        /** The latest first, at most 100. */
        statuses: z
          .array(
            z
              .object({
                /** Null: the account was new. */
                from: AccountStatus.nullable(),
                to: AccountStatus,
                at: Timestamp,
                /** Who owned it up to then. */
                ownerRepId: RepId.nullable(),
              })
              .readonly(),
          )
          .readonly(),
      })
      .readonly(),
  })
  .readonly();

/** A contact as it comes back. */
const ContactOnFile = z
  .object({ accountId: AccountId, email: z.string(), role: z.string().nullable() })
  .readonly()
  .meta({ id: "ContactOnFile" });
export type ContactOnFile = z.infer<typeof ContactOnFile>;
export const ListContactsInput = z.strictObject({ accountId: AccountId, ...page }).readonly();
export const ContactsPage = z
  .object({ contacts: z.array(ContactOnFile).readonly(), nextCursor: NextCursor })
  .readonly();
export const ContactList = z.array(ContactOnFile).readonly();
const email = z.email().max(254);
export const ContactInput = z.strictObject({ email }).readonly();
export const RemoveContactInput = z.strictObject({ email, accountId: AccountId.optional() }).readonly();
export const SaveContactsInput = z.strictObject({ contacts: listOf(Contact) }).readonly();
