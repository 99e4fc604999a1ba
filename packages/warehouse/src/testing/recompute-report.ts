import { ROUTING_FAULTS, type LeadEvent } from "@pointsman/contracts/event";
import type { RepId } from "@pointsman/contracts/id";

import type { AccuracyTotal } from "../report/accuracy.ts";
import type { ReportParams } from "../report/report-params.ts";
import type { Report } from "../report/report.ts";
import type { RouteTime } from "../report/route-time-by-tier.ts";
import type { Proportion } from "../statistics/proportion.ts";

/*
 * The report a second time, from the raw events and the definitions alone: it replays each lead from its first event
 * to its last, as a person with the log would, and shares neither SQL nor arithmetic with what it checks.
 */

type Spell = {
  readonly event: LeadEvent;
  takenFor: string | null;
  converted: boolean;
};

type Lead = {
  readonly received: LeadEvent;
  firstDecision: LeadEvent | null;
  readonly spells: Spell[];
};

const FAULTS: readonly (string | null)[] = ROUTING_FAULTS;

/** What `readReport` must give for these events, each of them once, in any order. */
export function recomputeReport(
  events: readonly LeadEvent[],
  params: ReportParams,
): Omit<Report, "params" | "completeUntil"> {
  const received = replay(events).filter((lead) => isWithin(lead.received, params));
  const leads = received.filter((lead) => isWanted(placeOf(lead), params));
  const spells = received.flatMap((lead) => lead.spells).filter((spell) => isWanted(spell.event, params));
  const routed = leads.filter((lead) => lead.spells.length > 0);
  return {
    received: leads.length,
    coverage: groupBy(
      leads,
      (lead) => ({ outcome: outcomeOf(lead), reason: reasonOf(lead), territory: placeOf(lead).territory }),
      (group) => ({ leads: group.length, assignedSince: group.filter((lead) => lead.spells.length > 0).length }),
    ),
    routeTime: {
      total: toRouteTime(leads),
      byTier: groupBy(leads, (lead) => ({ tier: placeOf(lead).tier }), toRouteTime),
    },
    accuracy: {
      total: toAccuracy(routed),
      byTerritoryAndTier: groupBy(
        routed,
        (lead) => ({ territory: placeOf(lead).territory, tier: placeOf(lead).tier }),
        toAccuracy,
      ),
    },
    conversionByRule: groupBy(
      spells,
      ({ event }) => ({ ruleId: event.ruleId, tier: event.tier }),
      (group) => ({ converted: toShare(countLeads(group.filter((spell) => spell.converted)), countLeads(group)) }),
    ),
    conversionByRep: groupBy(
      spells,
      ({ event }) => ({ repId: repOf(event), tier: event.tier }),
      (group) => ({
        assigned: countLeads(group),
        converted: toShare(
          countLeads(group.filter((spell) => spell.converted)),
          countLeads(group.filter((spell) => !FAULTS.includes(spell.takenFor))),
        ),
      }),
    ),
  };
}

function repOf(assignment: LeadEvent): RepId {
  if (assignment.repId === null) throw new Error(`${assignment.eventId} assigns to nobody`);
  return assignment.repId;
}

const TAKEN: ReadonlySet<LeadEvent["kind"]> = new Set(["lead.rerouted", "lead.rejected"]);
const DECISIONS: ReadonlySet<LeadEvent["kind"]> = new Set([
  "lead.assigned",
  "lead.held",
  "lead.parked",
  "lead.attached",
  "lead.unqualified",
]);

function replay(events: readonly LeadEvent[]): readonly Lead[] {
  // Within an epoch: the re-route, then the decision, then what came of it.
  const rank = ({ kind }: LeadEvent) => (TAKEN.has(kind) ? 0 : DECISIONS.has(kind) ? 1 : 2);
  const leads = new Map<string, Lead>();
  for (const event of events.toSorted((a, b) => a.epoch - b.epoch || rank(a) - rank(b))) {
    const lead = leads.get(event.leadId);
    if (lead === undefined) {
      leads.set(event.leadId, { received: event, firstDecision: null, spells: [] });
      continue;
    }
    const present = lead.spells.at(-1);
    if (TAKEN.has(event.kind)) {
      if (event.repId !== null && present !== undefined) present.takenFor = event.reason;
    } else if (event.kind === "lead.converted") {
      if (present !== undefined) present.converted = true;
    } else if (DECISIONS.has(event.kind)) {
      if (lead.firstDecision === null || lead.firstDecision.kind === "lead.unqualified") {
        // Of several that say "not yet" the first; whatever else is decided takes its place.
        if (lead.firstDecision === null || event.kind !== "lead.unqualified") lead.firstDecision = event;
      }
      if (event.kind === "lead.assigned") lead.spells.push({ event, takenFor: null, converted: false });
    }
  }
  return [...leads.values()];
}

function isWithin(received: LeadEvent, { from, until, source }: ReportParams): boolean {
  return received.receivedAt >= from && received.receivedAt < until && (source === null || received.source === source);
}

type Place = Pick<LeadEvent, "tier" | "territory">;

function isWanted(place: Place, { territory, tier }: ReportParams): boolean {
  return (territory === null || place.territory === territory) && (tier === null || place.tier === tier);
}

function placeOf(lead: Lead): Place {
  return lead.spells[0]?.event ?? lead.firstDecision ?? { tier: null, territory: null };
}

function outcomeOf(lead: Lead): Report["coverage"][number]["outcome"] {
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

function reasonOf(lead: Lead): string | null {
  return ["held", "parked"].includes(outcomeOf(lead)) ? (lead.firstDecision?.reason ?? null) : null;
}

function toRouteTime(leads: readonly Lead[]): RouteTime {
  const times = leads
    .flatMap(({ firstDecision }) => (firstDecision?.kind === "lead.assigned" ? [firstDecision] : []))
    .map((decision) => Date.parse(decision.occurredAt) - Date.parse(decision.qualifiedAt))
    .sort((a, b) => a - b);
  const n = times.length;
  return {
    routed: n,
    meanMs: n === 0 ? null : toMicroseconds(times.reduce((sum, time) => sum + time, 0) / n),
    p50Ms: toPercentile(times, 50),
    p95Ms: toPercentile(times, 95),
    p99Ms: toPercentile(times, 99),
    within60s: toShare(times.filter((time) => time <= 60_000).length, n),
    negative: times.filter((time) => time < 0).length,
    held: leads.filter((lead) => outcomeOf(lead) === "held").length,
    parked: leads.filter((lead) => outcomeOf(lead) === "parked").length,
  };
}

/** In whole hundredths, so that the arithmetic differs from a product with 0.95. */
function toPercentile(sorted: readonly number[], percent: number): number | null {
  const hundredths = percent * (sorted.length - 1);
  const below = sorted[Math.trunc(hundredths / 100)];
  const above = sorted[Math.ceil(hundredths / 100)];
  if (below === undefined || above === undefined) return null;
  return toMicroseconds((below * (100 - (hundredths % 100)) + above * (hundredths % 100)) / 100);
}

function toMicroseconds(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}

function toAccuracy(leads: readonly Lead[]): AccuracyTotal {
  const reasons = leads.flatMap((lead) => lead.spells[0]?.takenFor ?? []);
  const misrouted = reasons.filter((reason) => FAULTS.includes(reason)).length;
  return {
    routed: leads.length,
    rerouted: toShare(
      leads.filter((lead) => lead.spells.some((spell) => spell.takenFor !== null)).length,
      leads.length,
    ),
    misrouted,
    accuracy: toShare(leads.length - misrouted, leads.length),
    reasons: groupBy(
      reasons,
      (reason) => ({ reason }),
      (group) => ({ count: group.length }),
    ).toSorted((a, b) => b.count - a.count || a.reason.localeCompare(b.reason)),
  };
}

function countLeads(spells: readonly Spell[]): number {
  return new Set(spells.map((spell) => spell.event.leadId)).size;
}

/** The ends of the interval as the roots p of (p̂ − p)² = z²·p(1 − p)/n, which is what defines it. */
function toShare(count: number, of: number): Proportion {
  if (of === 0) return { count, of, rate: null, low: null, high: null };
  const perTrial = 1.959963984540054 ** 2 / of;
  const rate = count / of;
  const a = 1 + perTrial;
  const b = -(2 * rate + perTrial);
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * rate * rate));
  return { count, of, rate, low: (-b - root) / (2 * a), high: (-b + root) / (2 * a) };
}

type Key = Readonly<Record<string, string | null>>;

/** A row a group, its key and its figures, in the order of the keys' values, unknown ones last. */
function groupBy<T, K extends Key, F>(
  values: readonly T[],
  keyOf: (value: T) => K,
  figuresOf: (group: readonly T[]) => F,
): readonly (K & F)[] {
  const groups = Map.groupBy(values, (value) => JSON.stringify(keyOf(value)));
  const rows: (K & F)[] = [];
  for (const [first, ...rest] of groups.values()) {
    if (first !== undefined) rows.push({ ...keyOf(first), ...figuresOf([first, ...rest]) });
  }
  return rows.sort(compareKeys);
}

function compareKeys(a: Key, b: Key): number {
  const part = Object.keys(a).find((name) => a[name] !== b[name]);
  if (part === undefined) return 0;
  // U+FFFF sorts behind every text.
  return (a[part] ?? "\uffff") < (b[part] ?? "\uffff") ? -1 : 1;
}
