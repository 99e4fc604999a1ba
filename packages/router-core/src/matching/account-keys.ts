import type { Account } from "@pointsman/contracts/organisation";

import { MAX_ALIASES } from "./collect-evidence.ts";
import { readCompanyName, type CompanyName } from "./company-name.ts";
import { toCoreLabel, toFirstLabel } from "./domain-label.ts";
import { domainsOf, type LeadEvidence } from "./lead-evidence.ts";
import { findCountry } from "./place-words.ts";
import { toRegistrableDomain } from "./registrable-domain.ts";

/** Goes up with every change of what an account gives here: accounts on file are then to be read again. */
export const NAME_READING = 1;

/** By what texts an account's names are found. */
export interface AccountKeys {
  /** Each name's core (`apex logistics`), for similar ones. */
  readonly cores: readonly string[];
  /** For exact look-up: names without blanks, `~` and the initials of a name, `@` and the name in a domain. */
  readonly keys: readonly string[];
}

/** By what texts the accounts of a lead are looked for. */
export interface LookupKeys {
  /**
   * The core of the company's name; null where it gives none, and where it gives no country: a similar name is likely
   * enough only with the right one, and looking for similar ones is dear.
   */
  readonly core: string | null;
  readonly keys: readonly string[];
}

/** Reads the names and domains of an account. */
export function toAccountKeys({ name, aliases, domains }: Pick<Account, "name" | "aliases" | "domains">): AccountKeys {
  const names = [name, ...aliases.slice(0, MAX_ALIASES)].flatMap((text) => readCompanyName(text) ?? []);
  const labels = domains.flatMap((domain) => toLabelKey(toRegistrableDomain(domain) ?? domain));
  return {
    cores: distinct(names.map(toCore)),
    keys: distinct([
      ...names.flatMap(toSpellings),
      ...names.flatMap(({ initials }) => initials.map(toInitialsKey)),
      ...labels,
    ]),
  };
}

/** Whatever an account has among its keys if its name is the lead's, or the initials of it, or if its domain is a variant. */
export function toLookupKeys(lead: LeadEvidence): LookupKeys {
  const domains = domainsOf(lead);
  const labels = domains.flatMap(toLabelKey);
  const { company } = lead;
  // Without a name the domain may spell one.
  if (company === null) {
    return {
      core: null,
      keys: distinct([...labels, ...domains.map((domain) => toFirstLabel(domain).replaceAll("-", ""))]),
    };
  }
  const ofWord = company.words.length === 1 ? company.words.map(toInitialsKey) : [];
  const country = lead.country ?? findCountry(company.words);
  return {
    core: country === null ? null : toCore(company),
    keys: distinct([...toSpellings(company), ...company.initials, ...ofWord, ...labels]),
  };
}

function toCore({ core }: CompanyName): string {
  return core.join(" ");
}

function toSpellings({ spellings, core }: CompanyName): readonly string[] {
  return [...spellings, core.join("")];
}

function toInitialsKey(letters: string): string {
  return `~${letters}`;
}

function toLabelKey(domain: string): readonly string[] {
  const label = toCoreLabel(domain);
  return label === null ? [] : [`@${label}`];
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].filter((text) => text !== "");
}
