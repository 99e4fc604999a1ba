import type { LeadId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";
import { toRecordset } from "../recordset.ts";
import type { LeadPlacement } from "./lead-placement.ts";

/** Puts each lead where its new decision says. To be called with the leads locked; a lead that is not on file is skipped. */
export async function updateLeadStates(
  tx: Tx,
  leads: readonly (LeadPlacement & { readonly leadId: LeadId })[],
): Promise<void> {
  if (leads.length === 0) return;
  await sql`
    update lead
    set state = r.state, epoch = r.epoch, rep_id = r."repId", held_until = r."heldUntil",
        attached_to_lead_id = r."attachedToLeadId", waits_for = case when r.state = 'parked' then r."waitsFor" end
    from json_to_recordset(${toRecordset(leads)}::json) as r (
      "leadId" text, state text, epoch int, "repId" text, "heldUntil" timestamptz, "attachedToLeadId" text,
      "waitsFor" text[])
    where lead.id = r."leadId"`.execute(tx);
}
