import type { RepId } from "@pointsman/contracts/id";
import type { Rep } from "@pointsman/contracts/organisation";
import type { RuleSet, Sla } from "@pointsman/contracts/rule-set";
import { buildPool, buildQueue, buildRep, buildRuleSet } from "@pointsman/testkit/builders";

/** Open leads at which a rep is full: small, so that it happens often. */
export const CAPACITY = 3;
const DUPLICATE_WINDOW_MINUTES = 60;
export const DUPLICATE_WINDOW_MS = DUPLICATE_WINDOW_MINUTES * 60_000;

/** A lead that scores less waits to qualify. */
export const ENOUGH_SCORE = 50;

const SLA_MINUTES = 240;
export const SLA_MS = SLA_MINUTES * 60_000;
/** How often a lead is taken from who lets it lie; after that somebody is told. */
export const MAX_BREACHES = 1;

/** A rep, whose hard limit is his capacity. */
export function toRep(id: RepId, overrides: Partial<Rep> = {}): Rep {
  return buildRep(id.slice("rep_".length), { capacity: CAPACITY, hardLimitPct: 100, ...overrides });
}

const SLA: Sla = {
  id: "all",
  name: "All within four hours",
  when: { all: [] },
  touchWithinMinutes: SLA_MINUTES,
  remindAfterMinutes: SLA_MINUTES / 2,
  onBreach: { kind: "reroute", atMost: MAX_BREACHES, escalateTo: { kind: "rep", repId: "rep_ann" } },
};

/** Who shares the leads of a country; Cat does in two. Of other countries nobody. */
export const MEMBERS: Readonly<Record<string, readonly RepId[]>> = {
  US: ["rep_ann", "rep_bob", "rep_cat"],
  DE: ["rep_cat", "rep_dan"],
};
export const COUNTRIES = ["US", "US", "DE", "JP"] as const;
export const REP_IDS = ["rep_ann", "rep_bob", "rep_cat", "rep_dan"] as const satisfies readonly RepId[];

export const reps = REP_IDS.map((id) => toRep(id));
export const pools = Object.entries(MEMBERS).map(([country, ids]) =>
  buildPool(
    country.toLowerCase(),
    ids.map((id) => toRep(id)),
  ),
);
export const queues = [buildQueue("fallback", toRep("rep_ann"))];

/** Whether leads have to be touched in time by this edition. */
export function hasSla(edition: number): boolean {
  return edition === 1 || edition === 4;
}

/** Editions differ in what happens when nobody can take a lead, which every other one may hold, and in whether they have an SLA. */
export function toRuleSet(edition: number): RuleSet {
  const rule = (country: string) =>
    ({
      id: `${country.toLowerCase()}-${edition}`,
      name: `To ${country}`,
      when: { fact: "lead.country", op: "eq", value: country },
      target: { kind: "pool", poolId: `pool_${country.toLowerCase()}` },
    }) as const;
  return buildRuleSet({
    name: `edition ${edition}`,
    stages: [{ id: "by-country", name: "By country", kind: "pool", rules: Object.keys(MEMBERS).map(rule) }],
    onUnavailable: { default: edition % 2 === 0 ? ["next_in_pool", "hold"] : ["next_in_pool", "fall_through"] },
    duplicateWindowMinutes: DUPLICATE_WINDOW_MINUTES,
    qualification: { fact: "lead.score", op: "gte", value: ENOUGH_SCORE },
    ...(hasSla(edition) && { slas: [SLA] }),
  });
}
