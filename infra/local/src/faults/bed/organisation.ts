import { toId, type RepId } from "@pointsman/contracts/id";
import type { Rep } from "@pointsman/contracts/organisation";
import type { Timestamp } from "@pointsman/contracts/primitive";
import type { RuleSet } from "@pointsman/contracts/rule-set";
import { buildPool, buildQueue, buildRep, buildRuleSet } from "@pointsman/testkit/builders";

import type { RouterProcess } from "./router-process.ts";

/** Leads of this country go to a pool of four who take all there are. */
export const TO_WEST = "US";
/** … to a pool of two. */
export const TO_EAST = "DE";
/** … to a pool of three who take seven each. */
export const TO_SMALL = "FR";

export const ANN: RepId = toId("rep", "ann");

/** What the small pool takes altogether. */
export const SMALL_CAPACITY = 21;

/** Countries of ordinary leads; the last has no rule, so that its leads are parked. */
export const COUNTRIES = [TO_WEST, TO_WEST, TO_WEST, TO_EAST, "JP"] as const;

const ROOMY = { capacity: 100_000, hardLimitPct: 100 } as const;
export const ann = buildRep("ann", ROOMY);
const bob = buildRep("bob", ROOMY);
const cat = buildRep("cat", ROOMY);
const dan = buildRep("dan", { ...ROOMY, rampPct: 50 });
const eve = buildRep("eve", ROOMY);
/** In two pools: his load is locked by both. */
const fay = buildRep("fay", ROOMY);
const [gil, hal, ida] = ["gil", "hal", "ida"].map((name) => buildRep(name, { capacity: 7, hardLimitPct: 100 }));
const small = [gil, hal, ida].filter((rep) => rep !== undefined);

/** The rules as of their `edition`: its number stands in the id of each rule, so that a decision tells which it saw. */
export function toRuleSet(edition: number): RuleSet {
  const rule = (country: string, pool: string) =>
    ({
      id: `${pool}-${edition}`,
      name: `To ${pool}`,
      when: { fact: "lead.country", op: "eq", value: country },
      target: { kind: "pool", poolId: toId("pool", pool) },
    }) as const;
  return buildRuleSet({
    name: `edition ${edition}`,
    stages: [
      {
        id: "by-country",
        name: "By country",
        kind: "pool",
        rules: [rule(TO_WEST, "west"), rule(TO_EAST, "east"), rule(TO_SMALL, "small")],
      },
    ],
  });
}

/** The least that an SLA may give. */
export const SLA_MINUTES = 1;

/** Leads for West are taken from who lets them lie, once; leads whose pool is away are held. */
export function toTimedRuleSet(edition: number): RuleSet {
  return {
    ...toRuleSet(edition),
    onUnavailable: { default: ["next_in_pool", "hold"] },
    slas: [
      {
        id: "west",
        name: "West",
        when: { fact: "lead.country", op: "eq", value: TO_WEST },
        touchWithinMinutes: SLA_MINUTES,
        onBreach: { kind: "reroute", atMost: 1, escalateTo: { kind: "rep", repId: ANN } },
      },
    ],
  };
}

/** The reps of the small pool, on time off for a while; they take all there are when they are back. */
export function smallTeamAway(from: Timestamp, until: Timestamp): readonly Rep[] {
  return small.map((rep) => ({ ...rep, ...ROOMY, timeOff: [{ kind: "pto", from, until }] }));
}

/** Puts organisation and rules on file, through the public API. */
export async function seedOrganisation({ api }: RouterProcess): Promise<void> {
  await api.reps.upsert.mutate({ reps: [ann, bob, cat, dan, eve, fay, ...small] });
  await api.pools.upsert.mutate({
    pools: [buildPool("west", [ann, bob, cat, dan, fay]), buildPool("east", [eve, fay]), buildPool("small", small)],
  });
  await api.queues.upsert.mutate({ queues: [buildQueue("fallback", ann)] });
  await api.ruleSets.publish.mutate({ ruleSet: toRuleSet(1) });
}
