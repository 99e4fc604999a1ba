import type { AccountId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";
import type { Account } from "@pointsman/contracts/organisation";
import { NO_HISTORY, type ContactHistory } from "@pointsman/router-core/matching/classify-history";
import { domainsOf, toLeadEvidence } from "@pointsman/router-core/matching/lead-evidence";
import { scoreAccounts, type MatchResult } from "@pointsman/router-core/matching/score-accounts";
import { findCandidateAccounts } from "@pointsman/store/accounts/find-accounts";
import type { Tx } from "@pointsman/store/connect";
import { findContactHistories, type StoredContactHistory } from "@pointsman/store/leads/find-contact-histories";

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

/** A submission, and what is on file of its address. */
interface UnmatchedLead {
  readonly submission: Submission;
  readonly history: StoredContactHistory;
}

/**
 * Finds the account of each submission, in order, with one statement. Candidates are the accounts at the domains of its
 * address and web site with their parents and children, and those of the person's earlier leads.
 */
export async function matchAccounts(tx: Tx, leads: readonly UnmatchedLead[]): Promise<readonly MatchedLead[]> {
  const known = leads.map(({ submission, history: { accountIds, ...contact } }) => {
    return { submission, contact, evidence: toLeadEvidence(submission.lead, accountIds) };
  });
  const found = await findCandidateAccounts(tx, {
    domains: distinct(known.flatMap(({ evidence }) => domainsOf(evidence))),
    ids: distinct(known.flatMap(({ evidence }) => evidence.knownAccountIds)),
  });
  const candidates = indexAccounts(found);
  return known.map(({ submission, contact, evidence }) => {
    const own = domainsOf(evidence).flatMap(candidates.atDomain);
    const ofContact = evidence.knownAccountIds.flatMap((id) => candidates.byId(id) ?? []);
    const match = scoreAccounts(evidence, [...own, ...own.flatMap(candidates.relativesOf), ...ofContact]);
    return { submission, account: match.account, background: { contact, match } };
  });
}

/** Look-ups among the candidates of a batch. */
function indexAccounts(accounts: readonly Account[]) {
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const atDomain = Map.groupBy(
    accounts.flatMap((account) => account.domains.map((domain) => ({ domain, account }))),
    ({ domain }) => domain,
  );
  const children = Map.groupBy(accounts, ({ parentAccountId }) => parentAccountId);
  return {
    byId: (id: AccountId) => byId.get(id),
    atDomain: (domain: string) => (atDomain.get(domain) ?? []).map(({ account }) => account),
    relativesOf: ({ id, parentAccountId }: Account) => [
      ...(parentAccountId === null ? [] : [byId.get(parentAccountId)].filter((parent) => parent !== undefined)),
      ...(children.get(id) ?? []),
    ],
  };
}

/** What is on file behind a lead that was matched before, as it stands now. The match itself is not made again. */
export async function recallBackground(
  tx: Tx,
  { lead, receivedAt }: Submission,
  account: Account | null,
): Promise<LeadBackground> {
  const [history] = await findContactHistories(tx, [{ email: lead.email, receivedAt }]);
  const { accountIds, ...contact } = history ?? NO_LEADS;
  const match = scoreAccounts(toLeadEvidence(lead, accountIds), account === null ? [] : [account]);
  return match.account === null ? { contact } : { contact, match };
}

function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}
