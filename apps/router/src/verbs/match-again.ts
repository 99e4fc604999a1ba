import type { LeadDetails } from "@pointsman/contracts/lead";
import type { Timestamp } from "@pointsman/contracts/primitive";
import type { Tx } from "@pointsman/store/connect";
import type { LeadQualification } from "@pointsman/store/leads/update-qualification";

import { readBackground } from "../batch/read-batch.ts";
import { toAccountMatch } from "../routing/account-match.ts";
import { attributeLeads, recallPartner } from "../routing/attribute-leads.ts";
import { requireRuleSet, type RoutingDirectory } from "../routing/directory-cache.ts";
import { matchAccounts } from "../routing/match-accounts.ts";
import { OpenLeads } from "../routing/open-leads.ts";
import type { RoutingCase } from "../routing/route-cases.ts";
import type { OpenCase } from "./open-case.ts";

/** A case whose account and partner were looked for as those of a new lead. */
export interface MatchedCase extends OpenCase {
  /** Those of the same person, one of which it joins. */
  readonly openLeads: OpenLeads | null;
}

/**
 * Looks for the account and the partner of a lead on file by all that is known of it now. Who it is put down to stays,
 * unless `learned` brings the code of another partner.
 *
 * @param learned what is known of it beyond what is on file
 */
export async function matchAgain(
  tx: Tx,
  directory: RoutingDirectory,
  {
    opened: { history, next: recalled, subject },
    learned,
  }: { readonly opened: OpenCase; readonly learned: Partial<LeadDetails> },
): Promise<MatchedCase> {
  const { lead } = history;
  const submission = { ...recalled.submission, lead: { ...lead.details, ...learned } };
  const { history: contact, openLeads } = await readBackground(tx, directory, submission);
  const [matched] = await matchAccounts(tx, [{ submission, history: contact }]);
  if (matched === undefined) throw new Error(`Lead ${lead.id} was not matched`);
  const stays = lead.partnerId !== null && directory.findPartner(learned.partnerCode) === null;
  const attributed = stays
    ? recallPartner(directory, lead)
    : (await attributeLeads(tx, directory, [matched])).get(lead.id);
  const next = { ...recalled, ...matched, ...attributed };
  const found = {
    accountStatus: next.account?.status ?? null,
    partnerId: next.partner?.id ?? null,
    attributedBy: next.attribution?.by ?? null,
  };
  return {
    history,
    next,
    subject: { ...subject, ...found, submission },
    openLeads: OpenLeads.of(openLeads, requireRuleSet(directory).body.duplicateWindowMinutes),
  };
}

/** What is written of a lead that was matched again. */
export function toQualification(
  { submission, account, background, partner, attribution }: RoutingCase,
  qualifiedAt: Timestamp,
): LeadQualification {
  return {
    leadId: submission.leadId,
    qualifiedAt,
    details: submission.lead,
    accountId: account?.id ?? null,
    partnerId: partner?.id ?? null,
    attribution,
    accountMatch: toAccountMatch(background.match),
  };
}
