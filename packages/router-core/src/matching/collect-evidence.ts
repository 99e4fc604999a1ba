import type { AccountId } from "@pointsman/contracts/id";
import type { Account } from "@pointsman/contracts/organisation";

import { readCompanyName, type CompanyName } from "./company-name.ts";
import { compareNames } from "./compare-names.ts";
import { toCoreLabel, toFirstLabel } from "./domain-label.ts";
import { EVIDENCE_BITS, type EvidenceKind } from "./evidence.ts";
import { domainsOf, type LeadEvidence } from "./lead-evidence.ts";
import { findCountry } from "./place-words.ts";
import { toRegistrableDomain } from "./registrable-domain.ts";

/** The names by which a lead may know the account are read this far: the API takes 100. */
export const MAX_ALIASES = 100;

/** Findings with which another country says little: companies have people everywhere. */
const OWN: ReadonlySet<EvidenceKind> = new Set(["domain", "website", "known_contact", "contact", "domain_variant"]);

/** An account, read for comparison. */
export interface ReadAccount {
  readonly account: Account;
  readonly domains: ReadonlySet<string>;
  readonly name: CompanyName | null;
  readonly aliases: readonly CompanyName[];
}

/** Parents and children of the accounts at hand. */
export interface Kinship {
  readonly parentOf: (account: Account) => ReadAccount | undefined;
  readonly childrenOf: (id: AccountId) => readonly ReadAccount[];
}

export function readAccount(account: Account): ReadAccount {
  return {
    account,
    domains: new Set(account.domains.map((domain) => toRegistrableDomain(domain) ?? domain)),
    name: readCompanyName(account.name),
    aliases: account.aliases.slice(0, MAX_ALIASES).flatMap((alias) => readCompanyName(alias) ?? []),
  };
}

/** What speaks for and against the account, each kind once, in a fixed order. */
export function collectEvidence(lead: LeadEvidence, candidate: ReadAccount, kinship: Kinship): readonly EvidenceKind[] {
  const domain = findDomainEvidence(lead, candidate, kinship);
  const contact = findContactEvidence(lead, candidate);
  // A domain that spoke already does not speak twice.
  const name = lead.company === null && domain.length > 0 ? [] : findNameEvidence(lead, candidate);
  const isOfCompany = [...domain, ...contact].some((kind) => OWN.has(kind));
  return [...domain, ...contact, ...name, ...findCountryEvidence(lead, candidate, isOfCompany)];
}

function findContactEvidence(lead: LeadEvidence, { account }: ReadAccount): readonly EvidenceKind[] {
  if (lead.contactOfIds.includes(account.id)) return ["known_contact"];
  return lead.knownAccountIds.includes(account.id) ? ["contact"] : [];
}

function findDomainEvidence(
  lead: LeadEvidence,
  candidate: ReadAccount,
  { parentOf, childrenOf }: Kinship,
): readonly EvidenceKind[] {
  const { emailDomain, websiteDomain } = lead;
  const own = domainsOf(lead);
  const isAt = ({ domains }: ReadAccount, domain: string | null) => domain !== null && domains.has(domain);
  const found: EvidenceKind[] = [];
  if (isAt(candidate, emailDomain)) found.push("domain");
  if (isAt(candidate, websiteDomain)) found.push("website");
  if (found.length > 0) return found;
  const parent = parentOf(candidate.account);
  if (parent !== undefined && own.some((domain) => isAt(parent, domain))) return ["parent_domain"];
  if (childrenOf(candidate.account.id).some((child) => own.some((domain) => isAt(child, domain))))
    return ["child_domain"];
  if (own.some((domain) => hasVariant(candidate, domain))) return ["domain_variant"];
  return own.length > 0 && candidate.domains.size > 0 ? ["other_domain"] : [];
}

/** One of the account's domains has the same first label but for places: acme.de, acme-emea.com, acme.com. */
function hasVariant({ domains }: ReadAccount, domain: string): boolean {
  const label = toCoreLabel(domain);
  return label !== null && [...domains].some((own) => toCoreLabel(own) === label);
}

function findNameEvidence(lead: LeadEvidence, { name, aliases }: ReadAccount): readonly EvidenceKind[] {
  const { company } = lead;
  if (company === null) return isSpelledByDomain(lead, [name, ...aliases]) ? ["name_in_domain"] : [];
  const own = name === null ? null : compareNames(company, name);
  const byAlias = aliases
    .map((alias) => compareNames(company, alias))
    .map((kind) => (kind === "name" ? "alias" : kind));
  // The best of all names: an alias that differs says nothing against the account.
  const best = [own, ...byAlias].reduce((a, b) => (bitsOf(b) > bitsOf(a) ? b : a), own);
  return best === null ? [] : [best];
}

function bitsOf(kind: EvidenceKind | null): number {
  return kind === null ? 0 : EVIDENCE_BITS[kind];
}

function isSpelledByDomain(lead: LeadEvidence, names: readonly (CompanyName | null)[]): boolean {
  const labels = new Set(domainsOf(lead).map((domain) => toFirstLabel(domain).replaceAll("-", "")));
  return names.some((name) => name !== null && name.spellings.some((text) => text.length > 3 && labels.has(text)));
}

/** A place in the name says more than the country of the form, which may be where the visitor sits. */
function findCountryEvidence(lead: LeadEvidence, { account, name }: ReadAccount, isOfCompany: boolean) {
  const ofLead = findCountry(lead.company?.words ?? []) ?? lead.country;
  const ofAccount = account.country ?? findCountry(name?.words ?? []);
  if (ofLead === null || ofAccount === null) return [];
  if (ofLead === ofAccount) return ["country"] as const;
  return [isOfCompany ? "other_country_of_company" : "other_country"] as const;
}
