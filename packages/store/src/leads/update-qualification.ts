import type { AccountId, LeadId, PartnerId } from "@pointsman/contracts/id";
import type { LeadDetails } from "@pointsman/contracts/lead";
import type { JsonValue, Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";
import { splitDetails, type LeadAttribution } from "./stored-lead.ts";

export type LeadQualification = {
  readonly leadId: LeadId;
  readonly qualifiedAt: Timestamp;
  /** All that is known of the lead by now. Its address stays. */
  readonly details: LeadDetails;
  readonly accountId: AccountId | null;
  readonly partnerId: PartnerId | null;
  readonly attribution: LeadAttribution | null;
  /** What `insertLeads` takes; left out where nobody looked for the account again: what is on file stays. */
  readonly accountMatch?: JsonValue | null;
};

/** Writes what became known of a lead, and since when it is due for routing. To be called with the lead locked. */
export async function updateQualification(
  tx: Tx,
  { leadId, qualifiedAt, details, accountId, partnerId, attribution, accountMatch }: LeadQualification,
): Promise<void> {
  const { personal, attributes } = splitDetails(details);
  const match = accountMatch === undefined || accountMatch === null ? null : JSON.stringify(accountMatch);
  await sql`
    update lead
    set qualified_at = ${qualifiedAt}, personal = ${JSON.stringify(personal)}::jsonb,
        attributes = ${JSON.stringify(attributes)}::jsonb, account_id = ${accountId}, partner_id = ${partnerId},
        attributed_by = ${attribution?.by ?? null}, attributed_until = ${attribution?.until ?? null},
        account_match = ${accountMatch === undefined ? sql`account_match` : sql`${match}::jsonb`}
    where id = ${leadId}`.execute(tx);
}
