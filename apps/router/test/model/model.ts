import type { Decision } from "@pointsman/contracts/decision";
import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { LeadState, Submission } from "@pointsman/contracts/lead";

import { CAPACITY, DUPLICATE_WINDOW_MS, MEMBERS } from "./organisation.ts";

/** A rep as far as it matters who may be given a lead. */
export interface ModelRep {
  readonly capacity: number;
  /** Off work up to then; 0: there. */
  readonly awayUntilMs: number;
}

export interface ModelLead {
  readonly submission: Submission;
  /** What was answered the first time, and must be for ever. */
  readonly first: Decision;
  readonly state: LeadState;
  readonly repId: RepId | null;
  readonly epoch: number;
  /** Who rejected it: none of them is given it again by routing. */
  readonly refusers: readonly RepId[];
}

const OPEN: ReadonlySet<LeadState> = new Set(["assigned", "held", "parked"]);

/**
 * What is expected of the service, much smaller than the service: it knows who may be given a lead, not who will be.
 * What was chosen among those is told to it, and it goes on from there.
 */
export class Model {
  readonly leads: ModelLead[] = [];
  readonly reps = new Map<RepId, ModelRep>(
    [...new Set(Object.values(MEMBERS).flat())].map((repId) => [repId, { capacity: CAPACITY, awayUntilMs: 0 }]),
  );
  nowMs: number;
  /** Makes names that were never used. */
  made = 0;

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  /** The lead that a random number means. */
  leadAt(index: number): { readonly lead: ModelLead; readonly at: number } {
    const at = index % this.leads.length;
    const lead = this.leads[at];
    if (lead === undefined) throw new Error("there is no lead yet: the command should not run");
    return { lead, at };
  }

  openLeads(repId: RepId): number {
    return this.leads.filter((lead) => lead.state === "assigned" && lead.repId === repId).length;
  }

  isOpen({ state }: ModelLead): boolean {
    return OPEN.has(state);
  }

  /** Who may be given a lead of this country now, by routing. */
  eligible(country: string | undefined, excluded: readonly (RepId | null)[] = []): readonly RepId[] {
    return this.membersOf(country).filter((repId) => !excluded.includes(repId) && this.canTake(repId));
  }

  canTake(repId: RepId): boolean {
    const rep = this.reps.get(repId);
    return rep !== undefined && rep.awayUntilMs <= this.nowMs && this.openLeads(repId) < rep.capacity;
  }

  /** Nobody: the rules have nothing for such a country. */
  membersOf(country: string | undefined): readonly RepId[] {
    return MEMBERS[country ?? ""] ?? [];
  }

  /** Open leads of the same person that a lead received now joins. */
  duplicates(email: string): readonly LeadId[] {
    return this.leads
      .filter((lead) => this.isOpen(lead) && lead.submission.lead.email === email)
      .filter(({ submission }) => this.nowMs - Date.parse(submission.receivedAt) < DUPLICATE_WINDOW_MS)
      .map(({ submission }) => submission.leadId);
  }
}
