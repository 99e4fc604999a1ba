import type { Digest, DigestLead, ReadDigestInput } from "@pointsman/contracts/api";
import { AppError } from "@pointsman/contracts/error";
import type { RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import type { Caller } from "@pointsman/rpc/authenticate";
import { requireReach } from "@pointsman/rpc/reach";
import type { Db } from "@pointsman/store/connect";
import { findLeadsByIds } from "@pointsman/store/leads/find-leads";
import { findLastToldAt, listNotifications } from "@pointsman/store/notifications/list-notifications";

import type { ServiceContext } from "../context.ts";
import { readOrganisation } from "./read-organisation.ts";

/** Leads told of in one digest; who was away for more has the rest in the list of leads. */
const MAX_LEADS = 500;

/**
 * What happened while a rep was on time off: leads held for him and leads that his backup got, with where each is now.
 *
 * @throws AppError `NOT_FOUND`; `OUT_OF_REACH`
 */
export async function readDigest(
  context: ServiceContext,
  caller: Caller,
  { repId, since }: ReadDigestInput,
): Promise<Digest> {
  requireReach(caller, repId);
  const { reps } = await readOrganisation(context);
  if (reps.every(({ id }) => id !== repId)) throw new AppError("NOT_FOUND", `There is no rep ${repId}.`);
  const toldAt = await findLastToldAt(context.db, repId, "digest");
  return { repId, toldAt, ...(await listDigestLeads(context.db, repId, since ?? null)) };
}

/** The leads, in the order in which they came, after `since` or ever. */
export async function listDigestLeads(
  db: Db,
  repId: RepId,
  since: Timestamp | null,
): Promise<Pick<Digest, "held" | "backedUp">> {
  const told = await listNotifications(db, { repId, kinds: ["held_for", "backed_up"], after: since, limit: MAX_LEADS });
  const ids = told.flatMap(({ leadId }) => (leadId === null ? [] : [leadId]));
  const leads = new Map((await findLeadsByIds(db, ids)).map((lead) => [lead.id, lead]));
  const pick = (kind: "held_for" | "backed_up") =>
    told.flatMap(({ kind: told, leadId, createdAt }): readonly DigestLead[] => {
      const lead = leadId === null ? undefined : leads.get(leadId);
      if (told !== kind || lead === undefined) return [];
      return [{ leadId: lead.id, at: createdAt, state: lead.state, repId: lead.repId }];
    });
  return { held: pick("held_for"), backedUp: pick("backed_up") };
}
