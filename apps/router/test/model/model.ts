import type { Decision } from "@pointsman/contracts/decision";
import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { LeadState, Submission } from "@pointsman/contracts/lead";

import { CAPACITY, DUPLICATE_WINDOW_MS, hasSla, MAX_BREACHES, MEMBERS, SLA_MS } from "./organisation.ts";

/** A rep as far as it matters who may be given a lead. */
export interface ModelRep {
  readonly capacity: number;
  /** Off work from then on, as his calendar says, up to the other; both 0: there. */
  readonly awayFromMs: number;
  readonly awayUntilMs: number;
}

/** What became of a lead. */
export interface LeadFate {
  readonly state: LeadState;
  readonly repId: RepId | null;
  readonly epoch: number;
  /** Since when its SLA counts; null: it has none, or it was kept. */
  readonly slaFromMs: number | null;
}

export interface ModelLead extends LeadFate {
  readonly submission: Submission;
  /** What was answered the first time, and must be for ever. */
  readonly first: Decision;
  /** Who rejected it or let it lie: none of them is given it again by routing. */
  readonly refusers: readonly RepId[];
  /** How often it was taken from somebody by its SLA. */
  readonly breaches: number;
}

const OPEN: ReadonlySet<LeadState> = new Set(["assigned", "held", "parked"]);
const CLOSED: ReadonlySet<LeadState> = new Set(["converted", "disqualified", "attached"]);

/**
 * What is expected of the service, much smaller than the service: it knows who may be given a lead, not who will be.
 * What was chosen among those is told to it, and it goes on from there.
 */
export class Model {
  readonly leads: ModelLead[] = [];
  readonly reps = new Map<RepId, ModelRep>(
    [...new Set(Object.values(MEMBERS).flat())].map((repId) => [
      repId,
      { capacity: CAPACITY, awayFromMs: 0, awayUntilMs: 0 },
    ]),
  );
  nowMs: number;
  /** Of the rules in force. */
  edition = 1;
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

  isClosed({ state }: ModelLead): boolean {
    return CLOSED.has(state);
  }

  /** The lead that a random number means among those that do not qualify; where all do, among all. */
  unqualifiedAt(index: number): { readonly lead: ModelLead; readonly at: number } {
    const places = [...this.leads.keys()].filter((at) => this.leads[at]?.state === "unqualified");
    return this.leadAt(places[index % places.length] ?? index);
  }

  /** Whether the rules in force give who is assigned a lead a time to touch it. */
  get hasSla(): boolean {
    return hasSla(this.edition);
  }

  /** Its rep has let it lie for too long, and it may still be taken from him. */
  isBreached({ repId, slaFromMs, breaches }: ModelLead): boolean {
    const rep = repId === null ? undefined : this.reps.get(repId);
    if (slaFromMs === null || rep === undefined || breaches >= MAX_BREACHES) return false;
    return endOfWork(rep, slaFromMs) <= this.nowMs;
  }

  /** The lead as it is when its rep has lost it and nobody has it yet. */
  takeForSla(lead: ModelLead): ModelLead {
    const refusers = lead.repId === null ? lead.refusers : [...lead.refusers, lead.repId];
    return { ...lead, refusers, state: "parked", repId: null, slaFromMs: null, breaches: lead.breaches + 1 };
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

  /** Open leads of the same person that this one joins. */
  duplicates({ lead: { email }, receivedAt }: Submission): readonly LeadId[] {
    return this.leads
      .filter((lead) => this.isOpen(lead) && lead.submission.lead.email === email)
      .map(({ submission }) => submission)
      .filter((other) => Math.abs(Date.parse(receivedAt) - Date.parse(other.receivedAt)) < DUPLICATE_WINDOW_MS)
      .map(({ leadId }) => leadId);
  }
}

/** When somebody has been there for the time of an SLA. */
function endOfWork({ awayFromMs, awayUntilMs }: ModelRep, fromMs: number): number {
  const plain = fromMs + SLA_MS;
  if (awayUntilMs <= fromMs || awayFromMs >= plain) return plain;
  return plain + awayUntilMs - Math.max(awayFromMs, fromMs);
}
