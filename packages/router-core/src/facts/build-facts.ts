import type { RepId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";
import type { Account, Partner } from "@pointsman/contracts/organisation";
import type { Timestamp } from "@pointsman/contracts/primitive";
import type { CustomFact, Facts, FactValue } from "@pointsman/contracts/rule-set";

import { classifyHistory, NO_HISTORY, type ContactHistory } from "../matching/classify-history.ts";
import type { MatchResult } from "../matching/score-accounts.ts";
import { toEmailDomain } from "./email-domain.ts";
import { readCustomFacts } from "./read-custom-facts.ts";
import type { RegisteredFacts } from "./registry.ts";

/** What became of an account before the lead. */
export interface AccountHistory {
  /** Who owned it before, the latest first, each once; the present owner is not among them. */
  readonly formerOwnerIds: readonly RepId[];
  /** Since when it has its status; null: since before that was kept. */
  readonly statusSince: Timestamp | null;
}

/** Why a lead is put down to a partner: it carries the code, or one of the same person or account did before. */
export interface Attribution {
  readonly by: "code" | "window";
  /** End of the partner's window, exclusive. */
  readonly until: Timestamp;
}

export interface FactSources {
  readonly submission: Submission;
  readonly account: Account | null;
  readonly partner: Partner | null;
  /** Left out where there is no partner, or the lead is from before attribution was kept. */
  readonly attribution?: Attribution | undefined;
  /** Left out where there is no account. */
  readonly accountHistory?: AccountHistory | undefined;
  /** What the person is at the account; left out where he is not on file there. */
  readonly contactRole?: string | undefined;
  /** How the account was found, or which one was missed; left out where nobody looked. */
  readonly match?: MatchResult;
  /** Earlier leads of the same person; left out where nobody looked. */
  readonly contact?: ContactHistory;
  /** Name of a rep, for notes; null for an id that is not on file. */
  readonly nameOf: (repId: RepId) => string | null;
  /** `RuleSet.customFacts`: what the rule set reads from the form's own fields. */
  readonly customFacts?: readonly CustomFact[] | undefined;
}

/** Everything that rules may ask about a lead, by registered name. What is not known is left out. */
export function buildFacts(sources: FactSources): Facts {
  const registered = withoutUnknowns({
    ...leadFacts(sources.submission),
    ...(sources.account !== null && accountFacts(sources.account, sources.nameOf)),
    ...(sources.accountHistory !== undefined && accountHistoryFacts(sources.accountHistory)),
    ...(sources.match !== undefined && matchFacts(sources.match)),
    "contact.role": sources.contactRole ?? null,
    ...(sources.partner !== null && partnerFacts(sources.partner, sources.attribution)),
    ...historyFacts(sources),
  });
  return { ...registered, ...readCustomFacts(sources.customFacts ?? [], sources.submission.lead.extra) };
}

function leadFacts({ source, receivedAt, lead }: Submission): RegisteredFacts {
  const { domain, isFreeMail, isDisposable } = toEmailDomain(lead.email);
  return {
    "lead.source": source,
    "lead.receivedAt": receivedAt,
    "lead.emailDomain": domain,
    "lead.isFreeMail": isFreeMail,
    "lead.isDisposableMail": isDisposable,
    "lead.company": lead.company ?? null,
    "lead.employees": lead.employees?.min ?? null,
    "lead.country": lead.country ?? null,
    "lead.region": lead.region ?? null,
    "lead.postcode": lead.postcode ?? null,
    "lead.vertical": lead.vertical ?? null,
    "lead.productInterest": lead.productInterest ?? null,
    "lead.jobTitle": lead.jobTitle ?? null,
    "lead.score": lead.score ?? null,
    "lead.partnerCode": lead.partnerCode ?? null,
    "lead.utmSource": lead.utm?.source ?? null,
    "lead.utmMedium": lead.utm?.medium ?? null,
    "lead.utmCampaign": lead.utm?.campaign ?? null,
  };
}

function accountFacts(account: Account, nameOf: FactSources["nameOf"]): RegisteredFacts {
  const named = (repId: RepId | null) => (repId === null ? null : nameOf(repId));
  return {
    "account.id": account.id,
    "account.name": account.name,
    "account.status": account.status,
    "account.division": account.division,
    "account.ownerId": account.ownerRepId,
    "account.ownerName": named(account.ownerRepId),
    "account.csmId": account.csmRepId,
    "account.csmName": named(account.csmRepId),
    "account.formerOwnerId": account.formerOwnerRepId,
    "account.formerOwnerName": named(account.formerOwnerRepId),
    "account.parentId": account.parentAccountId,
    "account.country": account.country,
    "account.closedLostAt": account.closedLostAt,
    ...Object.fromEntries(account.team.map(({ role, repId }) => [`account.team.${role}`, repId])),
    ...Object.fromEntries(account.team.map(({ role, repId }) => [`account.teamName.${role}`, named(repId)])),
  };
}

/** A list of nobody is left out: nothing is known. */
function accountHistoryFacts({ formerOwnerIds, statusSince }: AccountHistory): RegisteredFacts {
  return {
    "account.formerOwnerIds": formerOwnerIds.length === 0 ? null : formerOwnerIds,
    "account.statusSince": statusSince,
  };
}

function matchFacts(match: MatchResult): RegisteredFacts {
  const { account, confidence, matchedBy, candidates } = match;
  if (account !== null) return { "account.matchConfidence": confidence, "account.matchedBy": matchedBy };
  const [missed] = candidates;
  if (missed === undefined) return {};
  return { "match.missedAccountId": missed.accountId, "match.missedConfidence": confidence };
}

function historyFacts({ submission, account, contact = NO_HISTORY }: FactSources): RegisteredFacts {
  const history = classifyHistory(contact, account, submission.receivedAt);
  return {
    "history.kind": history.kind,
    "history.isKnownContact": history.isKnownContact,
    "history.leadCount": history.leadCount,
    "history.lastLeadAt": history.lastLeadAt,
    "history.daysSinceLastLead": history.daysSinceLastLead,
    "history.lastOwnerId": history.lastOwnerId,
    "history.lostAt": history.lostAt,
    "history.daysSinceLost": history.daysSinceLost,
    "history.formerOwnerId": history.formerOwnerId,
  };
}

function partnerFacts(partner: Partner, attribution: Attribution | undefined): RegisteredFacts {
  return {
    "partner.id": partner.id,
    "partner.name": partner.name,
    "partner.policy": partner.policy,
    "partner.managerId": partner.managerRepId,
    "partner.attributedBy": attribution?.by ?? null,
    "partner.attributedUntil": attribution?.until ?? null,
  };
}

function withoutUnknowns(facts: RegisteredFacts): Facts {
  const known: Record<string, FactValue> = {};
  for (const [name, value] of Object.entries(facts)) {
    if (value !== undefined && value !== null) known[name] = value;
  }
  return known;
}
