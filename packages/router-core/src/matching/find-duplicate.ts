import type { LeadId } from "@pointsman/contracts/id";
import type { LeadDetails } from "@pointsman/contracts/lead";
import type { Timestamp } from "@pointsman/contracts/primitive";

import { foldEmail } from "./fold-email.ts";

/** Digits that make a phone number worth comparing, counted from its end: the prefix is written in many ways. */
const PHONE_DIGITS = 8;

/** A lead as far as duplicates are told by it. */
export interface DuplicateEvidence {
  readonly leadId: LeadId;
  readonly receivedAt: Timestamp;
  readonly lead: Pick<LeadDetails, "email" | "phone" | "firstName" | "lastName">;
}

/** The lead that another one joins, and why they are the same person's. */
export interface Duplicate<Lead extends DuplicateEvidence> {
  readonly of: Lead;
  readonly why: "email" | "phone_and_name";
  /** Time between the two, in ms. */
  readonly apartMs: number;
}

/**
 * The earlier lead of the same person that this one joins; null: none. Same person means the same mailbox
 * (`foldEmail`), or the same phone number and full name. Received within `windowMs` of each other, in either order: a
 * lead that waited in a queue may be decided after a later one. Of several the one with the same mailbox, then the
 * nearest in time, then the earlier, then the lower id. A window of 0 finds nothing.
 */
export function findDuplicate<Lead extends DuplicateEvidence>(
  lead: DuplicateEvidence,
  recentLeads: readonly Lead[],
  windowMs: number,
): Duplicate<Lead> | null {
  if (windowMs <= 0) return null;
  const found = recentLeads.flatMap((other): readonly Duplicate<Lead>[] => {
    const apartMs = Math.abs(Date.parse(lead.receivedAt) - Date.parse(other.receivedAt));
    const why = other.leadId === lead.leadId ? null : samePerson(lead, other);
    return why !== null && apartMs <= windowMs ? [{ of: other, why, apartMs }] : [];
  });
  return found.sort(compareDuplicates)[0] ?? null;
}

function compareDuplicates(a: Duplicate<DuplicateEvidence>, b: Duplicate<DuplicateEvidence>): number {
  if (a.why !== b.why) return a.why === "email" ? -1 : 1;
  if (a.apartMs !== b.apartMs) return a.apartMs - b.apartMs;
  if (a.of.receivedAt !== b.of.receivedAt) return a.of.receivedAt < b.of.receivedAt ? -1 : 1;
  return a.of.leadId < b.of.leadId ? -1 : 1;
}

function samePerson({ lead: a }: DuplicateEvidence, { lead: b }: DuplicateEvidence): "email" | "phone_and_name" | null {
  if (foldEmail(a.email) === foldEmail(b.email)) return "email";
  const phone = phoneKey(a.phone);
  const name = nameKey(a);
  const isSame = phone !== null && name !== null && phone === phoneKey(b.phone) && name === nameKey(b);
  return isSame ? "phone_and_name" : null;
}

/** The last digits; null for numbers too short to tell a person. */
function phoneKey(phone: string | undefined): string | null {
  const digits = (phone ?? "").normalize("NFKC").replace(/\D/gu, "");
  return digits.length < PHONE_DIGITS ? null : digits.slice(-PHONE_DIGITS);
}

/** First and last name without case and accents; null unless both are given. */
function nameKey({ firstName, lastName }: DuplicateEvidence["lead"]): string | null {
  if (firstName === undefined || lastName === undefined) return null;
  const folded = [firstName, lastName].map((part) =>
    part.trim().normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase(),
  );
  return folded.includes("") ? null : folded.join("\n");
}
