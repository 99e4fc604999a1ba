import type { LeadEvent } from "@pointsman/contracts/event";
import type { RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

import type { Times } from "../report/durations.ts";
import type { Outcomes } from "../report/outcomes.ts";
import type { Dimension, ReportParams } from "../report/report-params.ts";
import type { Report } from "../report/report.ts";
import { recomputeConversion, recomputeCurves, type Chance } from "./recompute-conversion.ts";
import { toDurations, toShare } from "./recompute-figures.ts";
import { FAULTS, outcomeOf, replay, type Lead, type Spell } from "./replay.ts";

/*
 * The report a second time, from the raw events and the definitions alone: it replays each lead from its first event
 * to its last, as a person with the log would, and shares neither SQL nor arithmetic with what it checks.
 */

/** What `readReport` must give for these events, each of them once, in any order. */
export function recomputeReport(
  events: readonly LeadEvent[],
  params: ReportParams & { readonly completeUntil: Timestamp | null },
): Readonly<Record<Exclude<keyof Report, "params" | "completeUntil">, unknown>> {
  const asOf = params.completeUntil ?? params.until;
  const everything = replay(events);
  const curves = recomputeCurves(everything, asOf);
  const received = everything.filter((lead) => isWithin(lead.received, params));
  const leads = received.filter((lead) => isWanted((name) => valueOfLead(lead, name), params));
  const spells = received
    .flatMap((lead) => lead.spells)
    .filter((spell) => isWanted((name) => valueOfSpell(spell, name), params));
  const outcomesBy = (set: readonly Dimension[]) => groupBy(leads, keyOfLead(set), toOutcomes);
  const convert = (chances: readonly Chance[]) => recomputeConversion(chances, curves, asOf);
  const conversionBy = (set: readonly Dimension[]) => {
    if (set.includes("rep") || set.includes("rule") || set.includes("pool")) {
      return groupBy(spells, keyOfSpell(set), (group) =>
        convert(group.map((spell) => toChance(spell, set.includes("rep") && FAULTS.includes(spell.takenFor)))),
      );
    }
    return groupBy(leads.filter(isRouted), keyOfLead(set), (group) => convert(group.map(toLeadChance)));
  };
  return {
    received: leads.length,
    coverage: groupBy(
      leads,
      (lead) => ({ outcome: outcomeOf(lead), reason: reasonOf(lead), territory: valueOfLead(lead, "territory") }),
      (group) => ({ leads: group.length, assignedSince: group.filter(isRouted).length }),
    ),
    byTerritory: outcomesBy(["territory"]),
    byTier: outcomesBy(["tier"]),
    routeTime: {
      total: toTimes(leads),
      byTier: groupBy(leads, keyOfLead(["tier"]), toTimes),
    },
    accuracy: {
      total: toOutcomes(leads),
      byTerritoryAndTier: outcomesBy(["territory", "tier"]),
      byTerritoryTierAndRule: outcomesBy(["territory", "tier", "rule"]),
    },
    delayCurves: curves,
    conversionByTier: conversionBy(["tier"]),
    conversionByRule: conversionBy(["rule", "tier"]),
    conversionByRep: conversionBy(["rep", "tier"]),
    conversionByRuleAndRep: conversionBy(["rule", "rep", "tier"]),
    groups: toGroups(params.by),
  };

  function toGroups(by: readonly Dimension[]) {
    if (by.length === 0) return [];
    const keyOf = (row: Key) => Object.fromEntries(by.map((name) => [name, row[name] ?? null]));
    const nameOf = (row: Key) => JSON.stringify(keyOf(row));
    const conversions = new Map(conversionBy(by).map((row) => [nameOf(row), row]));
    const figuresOf = (group: readonly Lead[]) => ({ outcomes: toOutcomes(group), times: toTimes(group) });
    const rows = groupBy(leads, keyOfLead(by), figuresOf);
    const known = new Set(rows.map((row) => nameOf(row)));
    const late = [...conversions.values()].filter((row) => !known.has(nameOf(row)));
    const groups = [
      ...rows.map((row) => ({ key: keyOf(row), outcomes: row.outcomes, times: row.times })),
      ...late.map((row) => ({ key: keyOf(row), ...figuresOf([]) })),
    ];
    return groups.map(({ key, ...figures }) => {
      const { assigned, converted, oldEnough, corrected } = conversions.get(nameOf(key)) ?? convert([]);
      return { key, ...figures, conversion: { assigned, converted, oldEnough, corrected } };
    });
  }
}

function isRouted(lead: Lead): boolean {
  return lead.spells.length > 0;
}

function toChance(spell: Spell, isExcused: boolean): Chance {
  const { event, convertedAt } = spell;
  return { tier: event.tier, since: event.occurredAt, convertedAt, counts: !isExcused };
}

function toLeadChance(lead: Lead): Chance {
  const [first] = lead.spells;
  if (first === undefined) throw new Error("it was never assigned");
  return {
    tier: valueOfLead(lead, "tier"),
    since: first.event.occurredAt,
    convertedAt: lead.spells.find((spell) => spell.convertedAt !== null)?.convertedAt ?? null,
    counts: true,
  };
}

function isWithin(received: LeadEvent, { from, until }: ReportParams): boolean {
  return received.receivedAt >= from && received.receivedAt < until;
}

const FILTERS = ["territory", "tier", "segment", "source", "rule", "rep", "pool"] as const;

function isWanted(valueOf: (name: Dimension) => string | null, params: ReportParams): boolean {
  return FILTERS.every((name) => params[name] === null || params[name] === valueOf(name));
}

function valueOfSpell({ event }: Spell, name: Dimension): string | null {
  switch (name) {
    case "rule":
      return event.ruleId;
    case "rep":
      return event.repId;
    case "pool":
      return event.poolId;
    default:
      return event[name];
  }
}

/** Of the first assignment; place only, of the first decision, where there was none. */
function valueOfLead(lead: Lead, name: Dimension): string | null {
  const [first] = lead.spells;
  if (name === "source") return lead.received.source;
  if (first !== undefined) return valueOfSpell(first, name);
  return name === "rule" || name === "rep" || name === "pool" ? null : (lead.firstDecision?.[name] ?? null);
}

function keyOfLead(set: readonly Dimension[]) {
  return (lead: Lead): Key => Object.fromEntries(set.map((name) => [name, valueOfLead(lead, name)]));
}

function keyOfSpell(set: readonly Dimension[]) {
  return (spell: Spell): Key & { readonly rep?: RepId } =>
    Object.fromEntries(set.map((name) => [name, valueOfSpell(spell, name)]));
}

function reasonOf(lead: Lead): string | null {
  return ["held", "parked"].includes(outcomeOf(lead)) ? (lead.firstDecision?.reason ?? null) : null;
}

function toTimes(leads: readonly Lead[]): Times {
  const atOnce = leads.flatMap((lead) => (lead.firstDecision?.kind === "lead.assigned" ? [toMoments(lead)] : []));
  const held = leads.flatMap((lead) =>
    lead.firstDecision?.kind === "lead.held" && isRouted(lead) ? [toMoments(lead)] : [],
  );
  return {
    route: toDurations(atOnce.map(({ qualified, routed }) => routed - qualified)),
    edgeToCommit: toDurations(atOnce.map(({ received, stored }) => stored - received)),
    commitToRouted: toDurations(atOnce.map(({ stored, qualified, routed }) => routed - Math.max(stored, qualified))),
    held: toDurations(held.map(({ decided, routed }) => routed - decided)),
  };
}

function toMoments(lead: Lead) {
  const [first] = lead.spells;
  const { received, firstDecision, storedAt } = lead;
  if (first === undefined || firstDecision === null || storedAt === null) throw new Error("nothing was decided");
  return {
    received: Date.parse(received.receivedAt),
    stored: Date.parse(storedAt),
    decided: Date.parse(firstDecision.occurredAt),
    qualified: Math.max(...lead.events.map(({ qualifiedAt }) => Date.parse(qualifiedAt))),
    routed: Date.parse(first.event.occurredAt),
  };
}

function toOutcomes(leads: readonly Lead[]): Outcomes {
  const routed = leads.filter(isRouted);
  const reasons = routed.flatMap((lead) => lead.spells.find((spell) => spell.takenFor !== null)?.takenFor ?? []);
  const misrouted = reasons.filter((reason) => FAULTS.includes(reason)).length;
  const held = leads.filter((lead) => outcomeOf(lead) === "held");
  const assigned = leads.filter((lead) => outcomeOf(lead) === "assigned");
  const elsewhere = assigned.filter(({ firstDecision }) =>
    ["backup", "next_in_pool"].includes(firstDecision?.reason ?? ""),
  );
  return {
    received: leads.length,
    routed: routed.length,
    rerouted: toShare(reasons.length, routed.length),
    misrouted,
    accuracy: toShare(routed.length - misrouted, routed.length),
    reasons: groupBy(
      reasons,
      (reason) => ({ reason }),
      (group) => ({ count: group.length, share: toShare(group.length, routed.length) }),
    ).toSorted((a, b) => b.count - a.count || a.reason.localeCompare(b.reason)),
    fallback: toShare(leads.filter((lead) => outcomeOf(lead) === "parked").length, leads.length),
    redistributed: toShare(elsewhere.length, assigned.length),
    held: held.length,
    stillHeld: held.filter((lead) => !isRouted(lead)).length,
  };
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
  const names = Object.keys(values[0] === undefined ? {} : keyOf(values[0]));
  return rows.sort((a, b) => compareKeys(a, b, names));
}

function compareKeys(a: Key, b: Key, names: readonly string[]): number {
  const part = names.find((name) => a[name] !== b[name]);
  if (part === undefined) return 0;
  // U+FFFF sorts behind every text.
  return (a[part] ?? "\uffff") < (b[part] ?? "\uffff") ? -1 : 1;
}
