/**
 * How much each finding says for or against an account being the lead's, in bits: +1 doubles the odds, −1 halves them
 * (Fellegi & Sunter 1969, "A theory for record linkage": log2 of how much likelier the finding is with the right account
 * than with a wrong one). Judged, not learned: nobody has published labelled leads. What they come to on the
 * labelled corpus beside this file stands in docs/matching.md.
 */
export const EVIDENCE_BITS = {
  /** The person is on file as a contact of the account: somebody said so, which outweighs all that can be guessed. */
  known_contact: 32,
  /** The address is at a domain of the account. */
  domain: 11,
  /** The person writes from a mail provider, and an earlier lead of his belonged to it. */
  contact: 10,
  /** The web site typed is at a domain of the account; anybody can type one. */
  website: 9,
  /** Its name, but for legal form, case, accents, punctuation and blanks. */
  name: 9,
  /** One of its aliases, likewise. */
  alias: 9,
  /** A name as above, but so short (two or three letters) that others have it too. */
  short_name: 6,
  /** One name is the initials of the other: four letters and more. */
  acronym: 7,
  /** Likewise with three letters. */
  short_acronym: 6,
  /** The names differ in places and structure alone: Siemens Deutschland, Siemens Group. */
  name_variant: 6,
  /** Similarity of 0.9 and more: a slip of the pen. */
  similar_name: 6,
  /** The lead gives no name, and the domain of its address spells the account's. */
  name_in_domain: 6,
  /** The same name under another suffix, or with a place: acme.de and acme.com, acme-emea.com. */
  domain_variant: 5,
  /** The address is at a domain of the account's parent. */
  parent_domain: 5,
  /** The address is at a domain of a child of the account. */
  child_domain: 5,
  /** Similarity of 0.75 and more, or one name holds all words of the other. */
  related_name: 2,
  country: 2,
  /** Both have domains, and none has to do with the other. */
  other_domain: -5,
  /** Another country, and nothing but the name speaks for the account. */
  other_country: -4,
  /** Another country, but a domain or the contact speaks for it: companies have people everywhere. */
  other_country_of_company: -1,
  /** The names have nothing in common. */
  other_name: -2,
} as const;

export type EvidenceKind = keyof typeof EVIDENCE_BITS;

/** Odds of a candidate before any evidence, in bits: of 65 accounts that a look-up could bring, one is right. */
export const PRIOR_BITS = -6;

/** The score from which on a candidate is a match: seven right of ten at the least. */
export const MATCH_THRESHOLD = 70;

/** Bits beyond which a score does not change any more. */
const MAX_BITS = 64;

/** Bits → score 0–100: the probability that the odds stand for, in percent. */
export function toScore(bits: number): number {
  const odds = 2 ** Math.min(Math.max(bits, -MAX_BITS), MAX_BITS);
  return Math.round((100 * odds) / (1 + odds));
}
