import { ROUTING_FAULTS, type LeadEvent } from "@pointsman/contracts/event";
import type { Timestamp } from "@pointsman/contracts/primitive";

/** A rep's time with a lead. */
export type Spell = {
  readonly event: LeadEvent;
  takenFor: string | null;
  convertedAt: Timestamp | null;
};

export type Lead = {
  readonly events: LeadEvent[];
  readonly received: LeadEvent;
  /** When its first decision fell, of whatever kind. */
  storedAt: Timestamp | null;
  /** Since it qualified. */
  firstDecision: LeadEvent | null;
  readonly spells: Spell[];
};

export const FAULTS: readonly (string | null)[] = ROUTING_FAULTS;

const TAKEN: ReadonlySet<LeadEvent["kind"]> = new Set(["lead.rerouted", "lead.rejected"]);
const DECISIONS: ReadonlySet<LeadEvent["kind"]> = new Set([
  "lead.assigned",
  "lead.held",
  "lead.parked",
  "lead.attached",
  "lead.unqualified",
]);

/** Each lead as it went, event by event. */
export function replay(events: readonly LeadEvent[]): readonly Lead[] {
  // Within an epoch: the re-route, then the decision, then what came of it.
  const rank = ({ kind }: LeadEvent) => (TAKEN.has(kind) ? 0 : DECISIONS.has(kind) ? 1 : 2);
  const leads = new Map<string, Lead>();
  for (const event of events.toSorted((a, b) => a.epoch - b.epoch || rank(a) - rank(b))) {
    const lead = leads.get(event.leadId);
    if (lead === undefined) {
      const blank = { storedAt: null, firstDecision: null, spells: [] };
      leads.set(event.leadId, { events: [event], received: event, ...blank });
      continue;
    }
    lead.events.push(event);
    const present = lead.spells.at(-1);
    if (TAKEN.has(event.kind)) {
      if (event.repId !== null && present !== undefined) present.takenFor = event.reason;
    } else if (event.kind === "lead.converted") {
      if (present !== undefined) present.convertedAt = event.occurredAt;
    } else if (DECISIONS.has(event.kind)) decide(lead, event);
  }
  return [...leads.values()];
}

function decide(lead: Lead, event: LeadEvent): void {
  lead.storedAt ??= event.occurredAt;
  if (lead.firstDecision === null || lead.firstDecision.kind === "lead.unqualified") {
    // Of several that say "not yet" the first; whatever else is decided takes its place.
    if (lead.firstDecision === null || event.kind !== "lead.unqualified") lead.firstDecision = event;
  }
  if (event.kind === "lead.assigned") lead.spells.push({ event, takenFor: null, convertedAt: null });
}

export function outcomeOf(lead: Lead) {
  switch (lead.firstDecision?.kind) {
    case "lead.assigned":
      return "assigned";
    case "lead.held":
      return "held";
    case "lead.parked":
      return "parked";
    case "lead.attached":
      return "attached";
    case "lead.unqualified":
      return "unqualified";
    default:
      return "undecided";
  }
}
