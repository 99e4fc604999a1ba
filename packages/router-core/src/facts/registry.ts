import type { FactType, FactValue } from "@pointsman/contracts/rule-set";

export interface FactDefinition {
  readonly type: FactType;
  /** What the fact says, with its unit. */
  readonly meaning: string;
  /** Everything a text may be. */
  readonly values?: readonly string[];
  /** What a text looks like, where it is no list of values. */
  readonly pattern?: {
    readonly regExp: RegExp;
    /** What any part of such a text looks like. */
    readonly part: RegExp;
    readonly expected: string;
  };
  /** The lowest and the highest number there is. */
  readonly range?: readonly [min: number, max: number];
}

/**
 * Every fact a rule may ask for, besides those that a rule set derives itself. Facts are recorded with each decision
 * for as long as it can be replayed, so nothing here says who the person behind the lead is: no address, no name, no phone.
 */
export const FACTS = {
  "lead.source": { type: "text", meaning: "the form or integration the lead came by" },
  "lead.receivedAt": { type: "time", meaning: "when intake had the whole lead" },
  "lead.emailDomain": {
    type: "text",
    meaning: "registrable domain of the e-mail address: mail.acme.co.uk → acme.co.uk",
  },
  "lead.isFreeMail": {
    type: "boolean",
    meaning: "the address belongs to a public mail provider, disposable ones included",
  },
  "lead.isDisposableMail": { type: "boolean", meaning: "the address belongs to a provider of addresses to throw away" },
  "lead.company": { type: "text", meaning: "company name as typed" },
  "lead.employees": {
    type: "number",
    meaning: "head count; the lower end where a form gives a range",
    range: [0, Number.MAX_SAFE_INTEGER],
  },
  "lead.country": {
    type: "text",
    meaning: "ISO 3166-1 alpha-2",
    pattern: { regExp: /^[a-z]{2}$/i, part: /^[a-z]{1,2}$/i, expected: "a two-letter country code such as US" },
  },
  "lead.region": { type: "text", meaning: "state or province as typed" },
  "lead.postcode": { type: "text", meaning: "postal code as typed" },
  "lead.vertical": { type: "text", meaning: "industry or specialism as typed" },
  "lead.productInterest": { type: "text", meaning: "product the lead asks about" },
  "lead.jobTitle": { type: "text", meaning: "job title as typed" },
  "lead.score": { type: "number", meaning: "0–100, from trusted callers", range: [0, 100] },
  "lead.partnerCode": { type: "text", meaning: "partner code of the form or the link" },
  "lead.utmSource": { type: "text", meaning: "campaign source" },
  "lead.utmMedium": { type: "text", meaning: "campaign medium" },
  "lead.utmCampaign": { type: "text", meaning: "campaign name" },
  "account.id": { type: "text", meaning: "the matched account" },
  "account.name": { type: "text", meaning: "its name" },
  "account.status": {
    type: "text",
    meaning: "how far it is with us",
    values: ["prospect", "open", "customer", "closed_lost"],
  },
  "account.division": { type: "text", meaning: "the division whose customer it is" },
  "account.ownerId": { type: "text", meaning: "rep who owns it" },
  "account.ownerName": { type: "text", meaning: "his name" },
  "account.csmId": { type: "text", meaning: "its customer success manager" },
  "account.csmName": { type: "text", meaning: "his name" },
  "account.formerOwnerId": { type: "text", meaning: "rep who owned it when it was lost" },
  "account.formerOwnerName": { type: "text", meaning: "his name" },
  "account.parentId": { type: "text", meaning: "the account it is a subsidiary of" },
  "account.country": { type: "text", meaning: "where it is, ISO 3166-1 alpha-2" },
  "account.matchConfidence": { type: "number", meaning: "0–100: how likely it is the lead's account, in percent" },
  "account.matchedBy": {
    type: "text",
    meaning:
      "the finding that says most for it: known_contact, domain, website, contact, name, alias, acronym, parent_domain …",
  },
  "account.closedLostAt": { type: "time", meaning: "when the last opportunity was lost" },
  "account.formerOwnerIds": { type: "text_list", meaning: "reps who owned it before, the latest first, at most 20" },
  "account.statusSince": { type: "time", meaning: "since when it has its status" },
  "contact.role": { type: "text", meaning: "what the person is at the account where he is on file as a contact" },
  "partner.id": { type: "text", meaning: "the partner the lead is put down to, by its code or within the window" },
  "partner.name": { type: "text", meaning: "its name" },
  "partner.policy": {
    type: "text",
    meaning: "who works the partner's leads",
    values: ["partner_manager", "territory_rep"],
  },
  "partner.managerId": { type: "text", meaning: "rep who looks after the partner" },
  "partner.attributedBy": {
    type: "text",
    meaning: "code: the lead carries the partner's code; window: an earlier lead of the person or account did",
    values: ["code", "window"],
  },
  "partner.attributedUntil": { type: "time", meaning: "end of the partner's window, exclusive" },
  "match.missedAccountId": { type: "text", meaning: "where no account matched: the likeliest on file" },
  "match.missedConfidence": { type: "number", meaning: "0–100: how likely that one was, in percent" },
  "history.kind": {
    type: "text",
    meaning: "re_engagement: from an account that was lost; known_contact: the person has sent leads before; or new",
    values: ["new", "known_contact", "re_engagement"],
  },
  "history.isKnownContact": {
    type: "boolean",
    meaning: "the person has sent leads before; with re_engagement: a contact we knew comes back",
  },
  "history.leadCount": { type: "number", meaning: "earlier leads of the same person" },
  "history.lastLeadAt": { type: "time", meaning: "when the latest of them came in" },
  "history.daysSinceLastLead": { type: "number", meaning: "whole days from then to this lead" },
  "history.lastOwnerId": { type: "text", meaning: "rep who has, or had, the latest of them" },
  "history.lostAt": { type: "time", meaning: "re_engagement: when the account was lost" },
  "history.daysSinceLost": { type: "number", meaning: "whole days from then to this lead" },
  "history.formerOwnerId": { type: "text", meaning: "re_engagement: rep who owned the account then" },
  "territory.name": { type: "text", meaning: "name of the derived territory" },
  "territory.division": { type: "text", meaning: "division that sells in the derived territory" },
} as const satisfies Record<string, FactDefinition>;

/** Facts with a part of the user's in their name, by its beginning. */
export const FACT_FAMILIES = {
  "account.team.": { type: "text", meaning: "rep who has that role in the account's team" },
  "account.teamName.": { type: "text", meaning: "his name" },
} as const satisfies Record<string, FactDefinition>;

export type FactName = keyof typeof FACTS;

/** A fact of one of the families, e.g. `account.team.solutions-engineer`. */
export type FamilyFactName = `${keyof typeof FACT_FAMILIES}${string}`;

/** Facts under construction: only registered names pass the compiler. */
export type RegisteredFacts = { readonly [Name in FactName | FamilyFactName]?: FactValue };

/** What the registry says of a fact; undefined where it has no such fact. */
export function findFact(name: string): FactDefinition | undefined {
  if (Object.hasOwn(FACTS, name)) return FACTS[name as FactName]; // it has the name: the line before says so
  const family = Object.entries(FACT_FAMILIES).find(([start]) => name.startsWith(start) && name.length > start.length);
  return family?.[1];
}
