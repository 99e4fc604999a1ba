import type { AccountId, LeadId, PartnerId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";
import type { JsonValue, Timestamp } from "@pointsman/contracts/primitive";
import { sql, type RawBuilder } from "kysely";

import type { Tx } from "../connect.ts";
import { unnestRows } from "../unnest-rows.ts";
import type { LeadPlacement } from "./lead-placement.ts";
import { splitDetails, type LeadAttribution } from "./stored-lead.ts";

export type NewLead = {
  readonly submission: Submission;
  readonly qualifiedAt: Timestamp;
  readonly createdAt: Timestamp;
  readonly accountId: AccountId | null;
  readonly partnerId: PartnerId | null;
  readonly attribution: LeadAttribution | null;
  /** The accounts that were weighed, in any form that JSON has; null: none was. Must hold nothing personal. */
  readonly accountMatch: JsonValue | null;
  /**
   * Null when the lead is decided on later in the same transaction, with `updateLeadStates`; the commit fails if that
   * was forgotten. With its placement a lead is written once, not twice.
   */
  readonly placement: LeadPlacement | null;
};

/**
 * Adds leads; those whose id, or whose source and key, are on file already are left as they are. A transaction that
 * is just adding the same lead is waited for.
 *
 * @returns the ids that were added, in no particular order.
 */
export async function insertLeads(tx: Tx, leads: readonly NewLead[]): Promise<readonly LeadId[]> {
  if (leads.length === 0) return [];
  const { rows } = await sql<{ readonly id: LeadId }>`
    ${insertLeadRows(leads)}
    on conflict do nothing
    returning id`.execute(tx);
  return rows.map((row) => row.id);
}

/** Columns of `lead` in the order of the insert, by the names that rows have for them. */
const COLUMNS = {
  leadId: "text",
  source: "text",
  idempotencyKey: "text",
  bodyHash: "text",
  receivedAt: "timestamptz",
  qualifiedAt: "timestamptz",
  createdAt: "timestamptz",
  state: "text",
  epoch: "int",
  repId: "text",
  heldUntil: "timestamptz",
  attachedToLeadId: "text",
  waitsFor: "text[]",
  accountId: "text",
  partnerId: "text",
  email: "text",
  personal: "jsonb",
  attributes: "jsonb",
  warnings: "text[]",
  attributedBy: "text",
  attributedUntil: "timestamptz",
  accountMatch: "json",
} as const;

/** The insert alone: a lead that is on file already is a pg error (23505). */
export function insertLeadRows(leads: readonly NewLead[]): RawBuilder<unknown> {
  // In one order everywhere, so that two batches with the same leads wait for each other and do not deadlock.
  const rows = leads.map(toRow).toSorted((a, b) => (a.leadId < b.leadId ? -1 : 1));
  return sql`
    insert into lead (
      id, source, idempotency_key, body_hash, received_at, qualified_at, created_at, state, epoch, rep_id, held_until,
      attached_to_lead_id, waits_for, account_id, partner_id, personal_email, personal, attributes, warnings,
      attributed_by, attributed_until, account_match)
    ${unnestRows(COLUMNS, rows)}`;
}

function toRow({ submission, placement, attribution, accountMatch, ...rest }: NewLead) {
  const { lead, leadId, source, idempotencyKey, bodyHash, receivedAt, warnings } = submission;
  const { email, personal, attributes } = splitDetails(lead);
  return {
    leadId,
    source,
    idempotencyKey,
    bodyHash,
    receivedAt,
    warnings,
    email,
    personal: JSON.stringify(personal),
    attributes: JSON.stringify(attributes),
    accountMatch: accountMatch === null ? null : JSON.stringify(accountMatch),
    attributedBy: attribution?.by,
    attributedUntil: attribution?.until,
    ...rest,
    ...placement,
    epoch: placement?.epoch ?? 0,
  };
}
