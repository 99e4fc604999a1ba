import type { AccountId, LeadId, PartnerId, RepId } from "@pointsman/contracts/id";
import type { LeadDetails, LeadState } from "@pointsman/contracts/lead";
import type { Timestamp } from "@pointsman/contracts/primitive";
import type { Selectable, SelectQueryBuilder } from "kysely";

import type { Db } from "../connect.ts";
import type { Database, LeadAttributes, PersonalDetails } from "../database.ts";

/** Why a lead is put down to its partner: its own code, or that of an earlier lead of the person or account. */
export type LeadAttribution = {
  readonly by: "code" | "window";
  /** End of the partner's window, exclusive. */
  readonly until: Timestamp;
};

/** A lead as it is on file. */
export type StoredLead = {
  readonly id: LeadId;
  readonly source: string;
  readonly idempotencyKey: string;
  readonly bodyHash: string;
  readonly receivedAt: Timestamp;
  readonly qualifiedAt: Timestamp;
  readonly createdAt: Timestamp;
  readonly state: LeadState;
  /** Of the latest decision. */
  readonly epoch: number;
  /** Who has it, or had it when it was converted. */
  readonly repId: RepId | null;
  readonly heldUntil: Timestamp | null;
  readonly attachedToLeadId: LeadId | null;
  readonly waitsFor: readonly string[] | null;
  readonly accountId: AccountId | null;
  readonly partnerId: PartnerId | null;
  /** Null: no partner, or received before attribution was kept. */
  readonly attribution: LeadAttribution | null;
  readonly details: LeadDetails;
  readonly warnings: readonly string[];
  /** Done with and put away: it can be read, and nothing else. */
  readonly archived: boolean;
};

/** A row of `all_lead`. */
export type LeadRow = Selectable<Database["all_lead"]>;

/**
 * Leads that are decided, archived ones too. One that its own transaction has inserted but not decided on yet is in no state, and no
 * other transaction can see it: it is left out, so that a `StoredLead` always has a state.
 */
export function selectLeads(db: Db): SelectQueryBuilder<Database, "all_lead", LeadRow> {
  return db.selectFrom("all_lead").selectAll().where("state", "is not", null);
}

/** Rows of `selectLeads` as leads. */
export function toStoredLeads(rows: readonly LeadRow[]): readonly StoredLead[] {
  return rows.flatMap((row) => (row.state === null ? [] : [toStoredLead(row, row.state)]));
}

function toStoredLead(row: LeadRow, state: LeadState): StoredLead {
  return {
    id: row.id,
    source: row.source,
    idempotencyKey: row.idempotency_key,
    bodyHash: row.body_hash,
    receivedAt: row.received_at,
    qualifiedAt: row.qualified_at,
    createdAt: row.created_at,
    state,
    epoch: row.epoch,
    repId: row.rep_id,
    heldUntil: row.held_until,
    attachedToLeadId: row.attached_to_lead_id,
    waitsFor: row.waits_for,
    accountId: row.account_id,
    partnerId: row.partner_id,
    attribution:
      row.attributed_by === null || row.attributed_until === null
        ? null
        : { by: row.attributed_by, until: row.attributed_until },
    details: { email: row.personal_email, ...row.personal, ...row.attributes },
    warnings: row.warnings,
    archived: row.archived,
  };
}

/** Parts what is personal, and goes into columns named so, from the rest. */
export function splitDetails({
  email,
  firstName,
  lastName,
  phone,
  jobTitle,
  message,
  extra,
  ...attributes
}: LeadDetails): {
  readonly email: string;
  readonly personal: { readonly [K in keyof PersonalDetails]: PersonalDetails[K] | undefined };
  readonly attributes: LeadAttributes;
} {
  return { email, personal: { firstName, lastName, phone, jobTitle, message, extra }, attributes };
}
