import {
  DisqualificationReason,
  RejectionReason,
  Requester,
  RerouteReason,
  type LeadEvent,
} from "@pointsman/contracts/event";

import { toEvents, type Change } from "./lead-history.ts";

const HOUR = 3_600_000;
const TIERS = ["A", "B", null] as const;
const TERRITORIES = ["west", "east", null] as const;
const RULES = ["west-a", "east-all", "rescue", null] as const;
const SEGMENTS = ["smb", "mid", null] as const;
const POOLS = ["pool_west", "pool_east", null] as const;
const VIA = ["backup", "next_in_pool", null, null] as const;
const REPS = ["kim", "lee", "max", "noa"] as const;

export type Random = {
  /** A whole number from 0 to `below` − 1. */
  readonly below: (below: number) => number;
  readonly pick: <T>(values: readonly T[]) => T;
  readonly shuffle: <T>(values: readonly T[]) => readonly T[];
};

/** The same numbers for the same seed: mulberry32 by Tommy Ettinger (public domain). */
export function seedRandom(seed: number): Random {
  let state = seed;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  const pick = <T>(values: readonly T[]): T => {
    const value = values[below(values.length)];
    if (value === undefined) throw new Error("there is nothing to pick from");
    return value;
  };
  return {
    below,
    pick,
    shuffle: (values) =>
      values
        .map((value) => ({ value, key: below(2 ** 31) }))
        .sort((a, b) => a.key - b.key)
        .map(({ value }) => value),
  };
}

/** Leads received over some 70 days from 2026-09-15 on, with up to four decisions each. */
export function makeRandomHistory(random: Random, leads: number): readonly LeadEvent[] {
  return Array.from({ length: leads }, (_, number) => {
    const facts = {
      lead: `random-${number}`,
      receivedMs: Date.UTC(2026, 8, 15) + random.below(70 * 24 * HOUR),
      qualifyMs: random.below(5_000),
      source: random.pick(["demo-form", "partner-form"]),
    };
    return toEvents(facts, makeChanges(random));
  }).flat();
}

function makeChanges(random: Random): readonly Change[] {
  const changes: Change[] = [];
  let held: Change | undefined;
  let afterMs = random.below(90_000) - 2_000;
  const decisions = random.below(5);
  for (let epoch = 1; epoch <= decisions; epoch += 1) {
    // A hold's release, and a qualification, make a decision without a re-route; whatever else follows one is one.
    const isWaiting = held?.kind === "lead.held" || held?.kind === "lead.unqualified";
    if (epoch > 1 && !isWaiting) changes.push(takeAway(random, held, epoch, afterMs));
    const isEarly = (epoch === 1 || held?.kind === "lead.unqualified") && random.below(6) === 0;
    held = isEarly ? leaveUnqualified(random, epoch, afterMs) : decide(random, epoch, afterMs);
    changes.push(held);
    if (held.kind === "lead.attached") return changes;
    if (held.kind === "lead.assigned") changes.push(...work(random, held));
    afterMs += random.below(100 * HOUR);
  }
  if (held === undefined) return changes;
  if (held.kind === "lead.assigned" && random.below(3) === 0) {
    changes.push({ ...held, kind: "lead.converted", afterMs, reason: null });
  } else if (random.below(8) === 0) {
    changes.push({ ...held, kind: "lead.disqualified", afterMs, reason: random.pick(DisqualificationReason.options) });
  }
  return changes;
}

/** The lead changes hands: the rep who has it refuses it, or it is re-routed. */
function takeAway(random: Random, from: Change | undefined, epoch: number, afterMs: number): Change {
  const isAssigned = from?.kind === "lead.assigned";
  const rep = isAssigned ? (from.rep ?? null) : null;
  if (isAssigned && random.below(3) === 0) {
    return { ...from, kind: "lead.rejected", epoch, afterMs, rep, reason: random.pick(RejectionReason.options) };
  }
  const requestedBy = random.pick(Requester.options);
  return {
    ...from,
    kind: "lead.rerouted",
    epoch,
    afterMs,
    rep,
    reason: random.pick(RerouteReason.options),
    requestedBy,
  };
}

function leaveUnqualified(random: Random, epoch: number, afterMs: number): Change {
  const facts = { epoch, afterMs, tier: random.pick(TIERS), territory: random.pick(TERRITORIES) };
  return { ...facts, kind: "lead.unqualified", reason: "lead.score", isEarly: true };
}

/** What the rep does with it. */
function work(random: Random, assignment: Change): readonly Change[] {
  const done = random.below(3);
  const afterMs = assignment.afterMs + random.below(HOUR);
  return (["lead.accepted", "lead.touched"] as const)
    .slice(0, done)
    .map((kind) => ({ ...assignment, kind, afterMs, reason: null }));
}

function decide(random: Random, epoch: number, afterMs: number): Change {
  const facts = {
    epoch,
    afterMs,
    tier: random.pick(TIERS),
    territory: random.pick(TERRITORIES),
    segment: random.pick(SEGMENTS),
  };
  const outcome = random.below(10);
  if (outcome === 0) return { ...facts, kind: "lead.held", rep: random.pick(REPS), reason: "out_of_office" };
  if (outcome === 1) return { ...facts, kind: "lead.parked", reason: random.pick(["no_coverage", "nobody_available"]) };
  if (outcome === 2) return { ...facts, kind: "lead.attached" };
  const rep = random.pick(REPS);
  const chosen = { ruleId: random.pick(RULES), poolId: random.pick(POOLS), reason: random.pick(VIA) };
  return { ...facts, ...chosen, kind: "lead.assigned", rep };
}
