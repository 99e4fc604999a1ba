import type { AccountId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";
import type { Account } from "@pointsman/contracts/organisation";
import type { AccountHistory } from "@pointsman/router-core/facts/build-facts";
import { toLookupKeys } from "@pointsman/router-core/matching/account-keys";
import { NO_HISTORY, type ContactHistory } from "@pointsman/router-core/matching/classify-history";
import { foldEmail } from "@pointsman/router-core/matching/fold-email";
import { domainsOf, toLeadEvidence, type LeadEvidence } from "@pointsman/router-core/matching/lead-evidence";
import { scoreAccounts, type MatchResult } from "@pointsman/router-core/matching/score-accounts";
import { findAccountPasts } from "@pointsman/store/accounts/account-history";
import {
  findAccountCandidates,
  type CandidateQuery,
  type FoundCandidates,
} from "@pointsman/store/accounts/find-account-candidates";
import { findAccountsByIds } from "@pointsman/store/accounts/find-accounts";
import type { Tx } from "@pointsman/store/connect";
import { findContactHistories, type StoredContactHistory } from "@pointsman/store/leads/find-contact-histories";

const NO_LEADS = { ...NO_HISTORY, accountIds: [] };
const NO_CANDIDATES: FoundCandidates = { accountIds: [], contactOf: [] };
const NO_QUERY: Omit<CandidateQuery, "mailbox"> = { domains: [], accountIds: [], keys: [], core: null };

/** What is on file behind a lead: its account, how it was found, and what the person sent before. */
export interface LeadBackground {
  /** Left out where nobody looked again: the account of a lead on file stays. */
  readonly match?: MatchResult;
  readonly contact: ContactHistory;
  /** These two of the account; left out where there is none, or nothing to say. */
  readonly accountHistory?: AccountHistory;
  readonly contactRole?: string;
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

/** A lead with what is on file of the person. */
interface KnownLead {
  readonly submission: Submission;
  readonly contact: ContactHistory;
  /** Without the accounts where the person is on file as a contact: these are looked for with the candidates. */
  readonly evidence: LeadEvidence;
}

/**
 * Finds the account of each submission, in order, by a fixed number of statements for any number of them. Candidates are
 * the accounts at the domains of its address and web site with their parents and children, those where the person is a
 * contact or whose his earlier leads were, and those by the name it gives.
 */
export async function matchAccounts(tx: Tx, leads: readonly UnmatchedLead[]): Promise<readonly MatchedLead[]> {
  const known = leads.map(toKnownLead);
  const found = await findAccountCandidates(tx, known.map(toCandidateQuery));
  const accounts = await findAccountsByIds(tx, [...new Set(found.flatMap(({ accountIds }) => accountIds))]);
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const matched = known.map((lead, index) => {
    const candidates = found[index] ?? NO_CANDIDATES;
    const own = candidates.accountIds.flatMap((id) => byId.get(id) ?? []);
    const match = scoreAccounts(toEvidence(lead, candidates), own);
    return { ...lead, candidates, match };
  });
  const pasts = await findAccountPasts(tx, [...new Set(matched.flatMap(({ match }) => match.account?.id ?? []))]);
  const historyOf = new Map(pasts.map(({ accountId, ...past }) => [accountId, past]));
  return matched.map(({ submission, contact, candidates, match }) => ({
    submission,
    account: match.account,
    background: { contact, match, ...describeAccount(match.account, candidates, historyOf) },
  }));
}

/** What is on file behind leads that were matched before, as it stands now, in order. The match itself is not made again. */
export async function recallBackgrounds(
  tx: Tx,
  leads: readonly { readonly submission: Submission; readonly account: Account | null }[],
): Promise<readonly LeadBackground[]> {
  const known = await recallPeople(
    tx,
    leads.map(({ submission }) => submission),
  );
  const found = await findAccountCandidates(
    tx,
    known.map(({ submission }) => ({ ...NO_QUERY, mailbox: foldEmail(submission.lead.email) })),
  );
  const pasts = await findAccountPasts(tx, [...new Set(leads.flatMap(({ account }) => account?.id ?? []))]);
  const historyOf = new Map(pasts.map(({ accountId, ...past }) => [accountId, past]));
  return known.map((lead, index) => {
    const account = leads[index]?.account ?? null;
    const { contact } = lead;
    if (account === null) return { contact };
    const candidates = found[index] ?? NO_CANDIDATES;
    const match = scoreAccounts(toEvidence(lead, candidates), [account]);
    const background = { contact, ...describeAccount(account, candidates, historyOf) };
    return match.account === null ? background : { ...background, match };
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

async function recallPeople(tx: Tx, submissions: readonly Submission[]): Promise<readonly KnownLead[]> {
  const contacts = await findContactHistories(
    tx,
    submissions.map(({ lead, receivedAt }) => ({ email: lead.email, receivedAt })),
  );
  return submissions.map((submission, index) => toKnownLead({ submission, history: contacts[index] ?? NO_LEADS }));
}

function toKnownLead({ submission, history: { accountIds, ...contact } }: UnmatchedLead): KnownLead {
  return { submission, contact, evidence: toLeadEvidence(submission.lead, { accountIds, contactOfIds: [] }) };
}

function toCandidateQuery({ submission, evidence }: KnownLead): CandidateQuery {
  return {
    domains: domainsOf(evidence),
    mailbox: foldEmail(submission.lead.email),
    accountIds: evidence.knownAccountIds,
    ...toLookupKeys(evidence),
  };
}

function toEvidence({ evidence }: KnownLead, { contactOf }: FoundCandidates): LeadEvidence {
  if (contactOf.length === 0) return evidence;
  return { ...evidence, contactOfIds: contactOf.map(({ accountId }) => accountId) };
}

function describeAccount(
  account: Account | null,
  { contactOf }: FoundCandidates,
  historyOf: ReadonlyMap<AccountId, AccountHistory>,
): Pick<LeadBackground, "accountHistory" | "contactRole"> {
  if (account === null) return {};
  const accountHistory = historyOf.get(account.id);
  const role = contactOf.find(({ accountId }) => accountId === account.id)?.role ?? null;
  return {
    ...(accountHistory !== undefined && { accountHistory }),
    ...(role !== null && { contactRole: role }),
  };
}
