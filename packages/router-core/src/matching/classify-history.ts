import type { RepId } from "@pointsman/contracts/id";
import type { Account } from "@pointsman/contracts/organisation";
import type { Timestamp } from "@pointsman/contracts/primitive";

const DAY_MS = 86_400_000;

/** What is on file of the same person, this lead not counted. */
export interface ContactHistory {
  readonly leadCount: number;
  /** When the latest of these leads came in; null where there is none. */
  readonly lastLeadAt: Timestamp | null;
  /** Who has it, or had it when it was converted; null where nobody did. */
  readonly lastOwnerId: RepId | null;
}

export const NO_HISTORY: ContactHistory = { leadCount: 0, lastLeadAt: null, lastOwnerId: null };

/** What a lead is to us, with what it rests on. Days are whole ones of 24 hours, never negative. */
export interface LeadHistory extends ContactHistory {
  /**
   * - `re_engagement`: the lead's account was lost, whoever of it writes; `isKnownContact` tells who does
   * - `known_contact`: the person has sent leads before, and the account was not lost
   * - `new`: neither
   */
  readonly kind: "new" | "known_contact" | "re_engagement";
  /** The person has sent leads before, whatever became of the account. */
  readonly isKnownContact: boolean;
  readonly daysSinceLastLead: number | null;
  /** These three: of a re-engagement alone. */
  readonly lostAt: Timestamp | null;
  readonly daysSinceLost: number | null;
  readonly formerOwnerId: RepId | null;
}

/** Classifies a lead received at `receivedAt` by what is on file of the person and of the account. */
export function classifyHistory(
  contact: ContactHistory,
  account: Pick<Account, "status" | "closedLostAt" | "formerOwnerRepId"> | null,
  receivedAt: Timestamp,
): LeadHistory {
  const lost = account?.status === "closed_lost" ? account : null;
  const isKnownContact = contact.leadCount > 0;
  return {
    ...contact,
    kind: lost !== null ? "re_engagement" : isKnownContact ? "known_contact" : "new",
    isKnownContact,
    daysSinceLastLead: daysBetween(contact.lastLeadAt, receivedAt),
    lostAt: lost?.closedLostAt ?? null,
    daysSinceLost: daysBetween(lost?.closedLostAt ?? null, receivedAt),
    formerOwnerId: lost?.formerOwnerRepId ?? null,
  };
}

function daysBetween(from: Timestamp | null, until: Timestamp): number | null {
  const days = from === null ? Number.NaN : Math.floor((Date.parse(until) - Date.parse(from)) / DAY_MS);
  return Number.isFinite(days) ? Math.max(days, 0) : null;
}
