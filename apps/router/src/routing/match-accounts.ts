import type { Submission } from "@pointsman/contracts/lead";
import type { Account } from "@pointsman/contracts/organisation";
import { NO_HISTORY, type ContactHistory } from "@pointsman/router-core/matching/classify-history";
import { domainsOf, toLeadEvidence } from "@pointsman/router-core/matching/lead-evidence";
import { scoreAccounts, type MatchResult } from "@pointsman/router-core/matching/score-accounts";
import { findAccountsByDomains, findAccountsByIds, findRelatives } from "@pointsman/store/accounts/find-accounts";
import type { Tx } from "@pointsman/store/connect";
import { findContactHistories } from "@pointsman/store/leads/find-contact-histories";

const NO_LEADS = { ...NO_HISTORY, accountIds: [] };

/** What is on file behind a lead: its account, how it was found, and what the person sent before. */
export interface LeadBackground {
  /** Left out where nobody looked again: the account of a lead on file stays. */
  readonly match?: MatchResult;
  readonly contact: ContactHistory;
}

export interface MatchedLead {
  readonly submission: Submission;
  readonly account: Account | null;
  readonly background: LeadBackground;
}

/**
 * Finds the account of each submission, in order. Candidates are the accounts at the domains of its address and web
 * site with their parents and children, and those of the person's earlier leads.
 */
export async function matchAccounts(tx: Tx, submissions: readonly Submission[]): Promise<readonly MatchedLead[]> {
  const contacts = await findContactHistories(
    tx,
    submissions.map(({ lead, receivedAt }) => ({ email: lead.email, receivedAt })),
  );
  const known = submissions.map((submission, index) => {
    const { accountIds, ...contact } = contacts[index] ?? NO_LEADS;
    return { submission, contact, evidence: toLeadEvidence(submission.lead, accountIds) };
  });
  const found = await findAccountsByDomains(tx, distinct(known.flatMap(({ evidence }) => domainsOf(evidence))));
  const earlier = await findAccountsByIds(tx, distinct(known.flatMap(({ evidence }) => evidence.knownAccountIds)));
  const relatives = await findRelatives(
    tx,
    found.map(({ account }) => account),
  );
  const byDomain = Map.groupBy(found, ({ domain }) => domain);
  return known.map(({ submission, contact, evidence }) => {
    const own = domainsOf(evidence).flatMap((domain) => byDomain.get(domain)?.map(({ account }) => account) ?? []);
    const ofContact = earlier.filter(({ id }) => evidence.knownAccountIds.includes(id));
    const match = scoreAccounts(evidence, [...own, ...familyOf(own, relatives), ...ofContact]);
    return { submission, account: match.account, background: { contact, match } };
  });
}

/** What is on file behind leads that were matched before, as it stands now, in order. The match itself is not made again. */
export async function recallBackgrounds(
  tx: Tx,
  leads: readonly { readonly submission: Submission; readonly account: Account | null }[],
): Promise<readonly LeadBackground[]> {
  const histories = await findContactHistories(
    tx,
    leads.map(({ submission: { lead, receivedAt } }) => ({ email: lead.email, receivedAt })),
  );
  return leads.map(({ submission, account }, index) => {
    const { accountIds, ...contact } = histories[index] ?? NO_LEADS;
    const match = scoreAccounts(toLeadEvidence(submission.lead, accountIds), account === null ? [] : [account]);
    return match.account === null ? { contact } : { contact, match };
  });
}

/** The same for one lead. */
export async function recallBackground(
  tx: Tx,
  submission: Submission,
  account: Account | null,
): Promise<LeadBackground> {
  const [background] = await recallBackgrounds(tx, [{ submission, account }]);
  if (background === undefined) throw new Error("a lead has no background");
  return background;
}

function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}

function familyOf(accounts: readonly Account[], relatives: readonly Account[]): readonly Account[] {
  if (accounts.length === 0) return [];
  const ids = new Set(accounts.map(({ id }) => id));
  const parentIds = new Set(accounts.map(({ parentAccountId }) => parentAccountId));
  return relatives.filter(
    ({ id, parentAccountId }) => parentIds.has(id) || (parentAccountId !== null && ids.has(parentAccountId)),
  );
}
