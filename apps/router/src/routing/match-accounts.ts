import type { Submission } from "@pointsman/contracts/lead";
import type { Account } from "@pointsman/contracts/organisation";
import type { AccountHistory } from "@pointsman/router-core/facts/build-facts";
import { toLookupKeys } from "@pointsman/router-core/matching/account-keys";
import { NO_HISTORY, type ContactHistory } from "@pointsman/router-core/matching/classify-history";
import { foldEmail } from "@pointsman/router-core/matching/fold-email";
import {
  domainsOf,
  rememberAccounts,
  toLeadEvidence,
  type LeadEvidence,
} from "@pointsman/router-core/matching/lead-evidence";
import { scoreAccounts, type MatchResult } from "@pointsman/router-core/matching/score-accounts";
import { findAccountPasts } from "@pointsman/store/accounts/account-history";
import {
  completeCandidates,
  exactQuery,
  findAccountCandidates,
  toExactCandidates,
  type CandidateQuery,
  type ExactCandidate,
  type FoundCandidates,
} from "@pointsman/store/accounts/find-account-candidates";
import type { Tx } from "@pointsman/store/connect";
import { findContactHistories, type StoredContactHistory } from "@pointsman/store/leads/find-contact-histories";

const NO_LEADS = { ...NO_HISTORY, accountIds: [] };
const NO_CANDIDATES: FoundCandidates = { accounts: [], contactOf: [] };
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

/** A submission with what it says of its account, and by what that is looked for. */
export interface AskingLead {
  readonly submission: Submission;
  /** Nothing of the person in it yet. */
  readonly evidence: LeadEvidence;
  readonly query: CandidateQuery;
}

/** A lead with what was read of it. */
export interface ReadLead extends AskingLead {
  readonly history: StoredContactHistory;
  readonly exact: readonly ExactCandidate[];
}

/** Reads a submission for what may lead to its account: nothing on file is needed for that. */
export function toAskingLead(submission: Submission): AskingLead {
  const evidence = toLeadEvidence(submission.lead);
  const mailbox = foldEmail(submission.lead.email);
  return {
    submission,
    evidence,
    query: { domains: domainsOf(evidence), mailbox, accountIds: [], ...toLookupKeys(evidence) },
  };
}

/**
 * Finds the account of each submission, in order, by a fixed number of statements for any number of them. Candidates are
 * the accounts at the domains of its address and web site with their parents and children, those where the person is a
 * contact or whose his earlier leads were, and those by the name it gives.
 */
export async function matchAccounts(
  tx: Tx,
  leads: readonly { readonly submission: Submission; readonly history: StoredContactHistory }[],
): Promise<readonly MatchedLead[]> {
  const asking = leads.map(({ submission, history }) => ({ ...toAskingLead(submission), history }));
  const { rows } = await exactQuery(asking.map(({ query }) => query)).execute(tx);
  const exactOf = toExactCandidates(rows);
  return matchRead(
    tx,
    asking.map((lead, position) => ({ ...lead, exact: exactOf(position) })),
  );
}

/** The same of leads whose exact candidates are read: without a statement more, save for those who need another look. */
export async function matchRead(tx: Tx, leads: readonly ReadLead[]): Promise<readonly MatchedLead[]> {
  const known = leads.map((lead) => ({ ...toKnownLead(lead), exact: lead.exact }));
  const found = await completeCandidates(tx, known);
  return known.map(({ submission, contact, evidence }, index) => {
    const candidates = found[index] ?? NO_CANDIDATES;
    const match = scoreAccounts(
      withContacts(evidence, candidates),
      candidates.accounts.map(({ account }) => account),
    );
    const past = candidates.accounts.find(({ account }) => account === match.account)?.past;
    return {
      submission,
      account: match.account,
      background: { contact, match, ...describeAccount(match.account, candidates, past) },
    };
  });
}

/** What is on file behind leads that were matched before, as it stands now, in order. The match itself is not made again. */
export async function recallBackgrounds(
  tx: Tx,
  leads: readonly { readonly submission: Submission; readonly account: Account | null }[],
): Promise<readonly LeadBackground[]> {
  const contacts = await findContactHistories(
    tx,
    leads.map(({ submission: { lead, receivedAt } }) => ({ email: lead.email, receivedAt })),
  );
  const found = await findAccountCandidates(
    tx,
    leads.map(({ submission }) => ({ ...NO_QUERY, mailbox: foldEmail(submission.lead.email) })),
  );
  const pasts = await findAccountPasts(tx, [...new Set(leads.flatMap(({ account }) => account?.id ?? []))]);
  return leads.map(({ submission, account }, index) => {
    const { contact, evidence } = toKnownLead({ ...toAskingLead(submission), history: contacts[index] ?? NO_LEADS });
    if (account === null) return { contact };
    const candidates = found[index] ?? NO_CANDIDATES;
    const match = scoreAccounts(withContacts(evidence, candidates), [account]);
    const background = { contact, ...describeAccount(account, candidates, pasts.get(account.id)) };
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

/** A lead with what its person sent before. */
interface KnownLead extends AskingLead {
  readonly contact: ContactHistory;
}

function toKnownLead({
  submission,
  evidence,
  query,
  history: { accountIds, ...contact },
}: AskingLead & { readonly history: StoredContactHistory }): KnownLead {
  const known = rememberAccounts(evidence, accountIds);
  return { submission, contact, evidence: known, query: { ...query, accountIds: known.knownAccountIds } };
}

function withContacts(evidence: LeadEvidence, { contactOf }: FoundCandidates): LeadEvidence {
  if (contactOf.length === 0) return evidence;
  return { ...evidence, contactOfIds: contactOf.map(({ accountId }) => accountId) };
}

function describeAccount(
  account: Account | null,
  { contactOf }: FoundCandidates,
  accountHistory: AccountHistory | undefined,
): Pick<LeadBackground, "accountHistory" | "contactRole"> {
  if (account === null) return {};
  const role = contactOf.find(({ accountId }) => accountId === account.id)?.role ?? null;
  return {
    ...(accountHistory !== undefined && { accountHistory }),
    ...(role !== null && { contactRole: role }),
  };
}
