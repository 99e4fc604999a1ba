import type { LeadId } from "@pointsman/contracts/id";
import type { Partner } from "@pointsman/contracts/organisation";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Attribution } from "@pointsman/router-core/facts/build-facts";
import type { Tx } from "@pointsman/store/connect";
import { findAttributions } from "@pointsman/store/leads/find-attributions";
import type { StoredLead } from "@pointsman/store/leads/stored-lead";

import type { RoutingDirectory } from "./directory-cache.ts";
import type { MatchedLead } from "./match-accounts.ts";

const DAY_MS = 86_400_000;

/** Whom a lead is put down to. */
export interface AttributedPartner {
  readonly partner: Partner | null;
  readonly attribution: Attribution | null;
}

const NO_PARTNER: AttributedPartner = { partner: null, attribution: null };

/**
 * The partner of each lead: the one whose code it carries, which opens a window; without a known code the one of the latest
 * lead of the same person or account whose window is still open. Such a lead does not make the window longer.
 */
export async function attributeLeads(
  tx: Tx,
  directory: RoutingDirectory,
  leads: readonly MatchedLead[],
): Promise<ReadonlyMap<LeadId, AttributedPartner>> {
  const byCode = leads.map(({ submission }) => {
    const partner = directory.findPartner(submission.lead.partnerCode);
    return [
      submission.leadId,
      partner === null ? NO_PARTNER : attributeByCode(partner, submission.receivedAt),
    ] as const;
  });
  // Who works with no partner pays for no look.
  if (directory.organisation.partners.length === 0) return new Map(byCode);
  const own = new Set(byCode.flatMap(([leadId, { partner }]) => (partner === null ? [] : [leadId])));
  const earlier = await findAttributions(
    tx,
    leads.flatMap(({ submission: { leadId, receivedAt, lead }, account }) =>
      own.has(leadId) ? [] : [{ leadId, receivedAt, email: lead.email, accountId: account?.id ?? null }],
    ),
  );
  const byWindow = earlier.flatMap(
    ({ leadId, partnerId, until }): readonly (readonly [LeadId, AttributedPartner])[] => {
      const partner = directory.partners.get(partnerId);
      return partner === undefined ? [] : [[leadId, { partner, attribution: { by: "window", until } }]];
    },
  );
  return new Map([...byCode, ...byWindow]);
}

/** The partner of a lead on file: as it was put down, though his code or his window may have changed since. */
export function recallPartner(directory: RoutingDirectory, lead: StoredLead): AttributedPartner {
  const partner = lead.partnerId === null ? undefined : directory.partners.get(lead.partnerId);
  if (partner !== undefined) return { partner, attribution: lead.attribution };
  return { partner: directory.findPartner(lead.details.partnerCode), attribution: null };
}

function attributeByCode(partner: Partner, receivedAt: string): AttributedPartner {
  const until = toTimestamp(Date.parse(receivedAt) + partner.attributionDays * DAY_MS);
  return { partner, attribution: { by: "code", until } };
}
