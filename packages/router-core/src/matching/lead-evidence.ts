import type { AccountId } from "@pointsman/contracts/id";
import type { LeadDetails } from "@pointsman/contracts/lead";

import { toEmailDomain } from "../facts/email-domain.ts";
import { readCompanyName, type CompanyName } from "./company-name.ts";
import { isFreeMailDomain } from "./mail-domains.ts";
import { toRegistrableDomain } from "./registrable-domain.ts";

/** What a lead says of the company behind it. */
export interface LeadEvidence {
  /** Registrable domain of the address; null for a mail provider open to anybody. */
  readonly emailDomain: string | null;
  /** Registrable domain of the web site as typed; null too where it is a mail provider's. */
  readonly websiteDomain: string | null;
  readonly company: CompanyName | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /**
   * Accounts that earlier leads of the same person were matched to; none for an address at a company's domain. There an
   * earlier match says nothing new: it was made by that domain, and must not hold the lead back when a better account
   * comes on file.
   */
  readonly knownAccountIds: readonly AccountId[];
  /** Accounts where the person is on file as a contact. */
  readonly contactOfIds: readonly AccountId[];
}

/** What is on file of the person who sent the lead. */
export interface KnownPerson {
  /** Accounts that his earlier leads were matched to. */
  readonly accountIds: readonly AccountId[];
  /** Accounts where he is on file as a contact. */
  readonly contactOfIds: readonly AccountId[];
}

const NOBODY_KNOWN: KnownPerson = { accountIds: [], contactOfIds: [] };

/** Reads the evidence out of a lead. */
export function toLeadEvidence(
  lead: Pick<LeadDetails, "email" | "website" | "company" | "country">,
  person: KnownPerson = NOBODY_KNOWN,
): LeadEvidence {
  const { domain, isFreeMail } = toEmailDomain(lead.email);
  const website = lead.website === undefined ? null : toRegistrableDomain(lead.website);
  const evidence: LeadEvidence = {
    emailDomain: isFreeMail ? null : domain,
    websiteDomain: website === null || isFreeMailDomain(website) ? null : website,
    company: lead.company === undefined ? null : readCompanyName(lead.company),
    country: lead.country ?? null,
    knownAccountIds: [],
    contactOfIds: person.contactOfIds,
  };
  return rememberAccounts(evidence, person.accountIds);
}

/** The same of a person whose earlier leads were matched to these accounts. */
export function rememberAccounts(evidence: LeadEvidence, accountIds: readonly AccountId[]): LeadEvidence {
  return evidence.emailDomain === null ? { ...evidence, knownAccountIds: accountIds } : evidence;
}

/** The domains under which the lead's account may be on file. */
export function domainsOf({ emailDomain, websiteDomain }: LeadEvidence): readonly string[] {
  return [...new Set([emailDomain, websiteDomain])].filter((domain) => domain !== null);
}
