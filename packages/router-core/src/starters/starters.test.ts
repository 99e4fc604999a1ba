import { toId, type PoolId } from "@pointsman/contracts/id";
import { Pool, type Rep, type Territory } from "@pointsman/contracts/organisation";
import type { Facts, RuleSet } from "@pointsman/contracts/rule-set";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";

import schema from "../../rule-set.schema.json" with { type: "json" };
import { awayUntil, buildRep, NOW } from "../decide.fixture.ts";
import { decide } from "../decide.ts";
import { planRouting } from "../plan.ts";
import { diagnoseRuleSet } from "../rule-set/diagnose.ts";
import { collectScope } from "../scope.ts";
import { buildSnapshot, type Directory } from "../snapshot.ts";
import { classicHierarchy } from "./classic-hierarchy.ts";
import { inboundSdrPods } from "./inbound-sdr-pods.ts";
import { namedAccounts } from "./named-accounts.ts";
import { partnerFirst } from "./partner-first.ts";
import { roundRobinByTerritory } from "./round-robin-by-territory.ts";

const REPS: readonly Rep[] = [
  buildRep("boss"),
  buildRep("ann", { backupRepId: "rep_bob" }),
  buildRep("bob", { skills: ["retail"] }),
  buildRep("csm"),
  buildRep("pam"),
  buildRep("dora"),
  buildRep("away", { ...awayUntil("2026-11-21T09:00:00.000Z"), backupRepId: "rep_bob" }),
  buildRep("gone", { status: "departed" }),
];

const POOLS: readonly (readonly [id: PoolId, name: string, ...members: readonly string[]])[] = [
  ["pool_west", "West", "ann", "bob"],
  ["pool_dach", "DACH", "away"],
  ["pool_desk", "Desk", "dora"],
];

const TERRITORIES: readonly Territory[] = [
  { id: "terr_west", name: "West", division: "us", segmentPools: [], poolId: "pool_west" },
  { id: "terr_dach", name: "DACH", division: "emea", segmentPools: [], poolId: "pool_dach" },
];

const DIRECTORY: Directory = {
  reps: new Map(REPS.map((rep) => [rep.id, rep])),
  pools: new Map(
    POOLS.map(([id, name, ...members]) => [
      id,
      Pool.parse({ id, name, members: members.map((rep) => ({ repId: toId("rep", rep) })) }),
    ]),
  ),
  findTerritory: (id) => TERRITORIES.find((territory) => territory.id === id),
  queues: new Map([["queue_rest", { id: "queue_rest", name: "Rest", ownerRepId: "rep_boss" }]]),
};

/** Who gets the lead, and how: `ann by target, with csm`. */
function route(ruleSet: RuleSet, facts: Facts): string {
  const plan = planRouting(ruleSet, facts, DIRECTORY.findTerritory);
  const snapshot = buildSnapshot(collectScope(plan, DIRECTORY), DIRECTORY, {
    openLeads: () => 0,
    pool: () => undefined,
  });
  const request = {
    leadId: "lead_1",
    epoch: 1,
    now: NOW,
    facts,
    excludedRepIds: [],
    duplicateOf: null,
    assignTo: null,
  } as const;
  const { outcome } = decide(ruleSet, { format: 1, ruleSet: { version: 1, hash: "x" }, request, snapshot }).decision;
  if (outcome.kind === "held") return `held for ${outcome.forRepId}`;
  if (outcome.kind !== "assigned") return outcome.kind;
  const others = [...outcome.coOwnerRepIds, ...outcome.copiedRepIds];
  return `${outcome.repId} by ${outcome.via}${others.length === 0 ? "" : `, with ${others.join(" and ")}`}`;
}

const COVERAGE = [
  { territoryId: "terr_west", countries: ["US"], regions: ["CA", "California"] },
  { territoryId: "terr_dach", countries: ["DE", "AT", "CH"] },
] as const;

const STARTERS: readonly {
  readonly name: string;
  readonly ruleSet: RuleSet;
  readonly leads: readonly (readonly [given: string, facts: Facts, expected: string])[];
}[] = [
  {
    name: "classic hierarchy",
    ruleSet: classicHierarchy({ coverage: COVERAGE, fallbackQueueId: "queue_rest" }),
    leads: [
      [
        "an owned account goes to its owner, with the CSM",
        { "account.status": "customer", "account.ownerId": "rep_ann", "account.csmId": "rep_csm" },
        "rep_ann by target, with rep_csm",
      ],
      [
        "a lost account whose rep has left goes to the territory",
        {
          "account.status": "closed_lost",
          "account.formerOwnerId": "rep_gone",
          "lead.country": "US",
          "lead.region": "ca",
        },
        "rep_ann by target",
      ],
      [
        "a specialist of the territory comes first",
        { "lead.country": "US", "lead.region": "California", "lead.vertical": "retail" },
        "rep_bob by target",
      ],
      [
        "a partner's lead that no territory covers goes to its manager",
        { "lead.country": "BR", "partner.id": "part_x", "partner.managerId": "rep_pam" },
        "rep_pam by target",
      ],
      ["the rest is parked", { "lead.country": "BR" }, "parked"],
    ],
  },
  {
    name: "round robin by territory",
    ruleSet: roundRobinByTerritory({
      coverage: COVERAGE,
      overflowPoolId: "pool_desk",
      fallbackQueueId: "queue_rest",
    }),
    leads: [
      ["the territory's pool", { "lead.country": "US", "lead.region": "CA" }, "rep_ann by target"],
      ["a territory whose only rep is away overflows", { "lead.country": "DE" }, "rep_dora by target"],
      ["no territory", { "lead.country": "US", "lead.region": "NY" }, "rep_dora by target"],
    ],
  },
  {
    name: "named accounts",
    ruleSet: namedAccounts({
      named: [
        { id: "ann", repId: "rep_ann", emailDomains: ["apex.example", "prism.example"] },
        { id: "away", repId: "rep_away", emailDomains: ["velmora.example"] },
      ],
      openPoolId: "pool_desk",
      fallbackQueueId: "queue_rest",
    }),
    leads: [
      ["a company on the list", { "lead.emailDomain": "PRISM.example" }, "rep_ann by target"],
      ["one whose rep is away waits", { "lead.emailDomain": "velmora.example" }, "held for rep_away"],
      [
        "a hot one goes to the backup",
        { "lead.emailDomain": "velmora.example", "lead.score": 95 },
        "rep_bob by backup",
      ],
      ["an account on file", { "lead.emailDomain": "x.example", "account.ownerId": "rep_bob" }, "rep_bob by target"],
      ["nobody's company", { "lead.emailDomain": "x.example" }, "rep_dora by target"],
    ],
  },
  {
    name: "partner first",
    ruleSet: partnerFirst({ directPoolId: "pool_west", fallbackQueueId: "queue_rest" }),
    leads: [
      [
        "a customer stays with its owner, the partner's manager is copied",
        {
          "account.status": "customer",
          "account.ownerId": "rep_ann",
          "partner.id": "part_x",
          "partner.policy": "partner_manager",
          "partner.managerId": "rep_pam",
        },
        "rep_ann by target, with rep_pam",
      ],
      [
        "a partner who works through his manager",
        { "partner.id": "part_x", "partner.policy": "partner_manager", "partner.managerId": "rep_pam" },
        "rep_pam by target",
      ],
      [
        "a partner whose leads direct sales work",
        { "partner.id": "part_x", "partner.policy": "territory_rep", "partner.managerId": "rep_pam" },
        "rep_ann by target, with rep_pam",
      ],
      ["no partner", {}, "rep_ann by target"],
    ],
  },
  {
    name: "inbound SDR pods",
    ruleSet: inboundSdrPods({
      pods: [
        { id: "us", countries: ["US", "CA"], poolId: "pool_west" },
        { id: "dach", countries: ["DE", "AT", "CH"], poolId: "pool_dach" },
      ],
      deskPoolId: "pool_desk",
      fallbackQueueId: "queue_rest",
    }),
    leads: [
      ["the pod of the country", { "lead.country": "us" }, "rep_ann by target"],
      ["a pod that is away overflows to the desk", { "lead.country": "AT" }, "rep_dora by target"],
      ["no country", {}, "rep_dora by target"],
      [
        "a customer goes past the SDRs",
        { "lead.country": "US", "account.status": "customer", "account.ownerId": "rep_bob" },
        "rep_bob by target",
      ],
    ],
  },
];

describe.each(STARTERS)("the starting rule set $name", ({ ruleSet, leads }) => {
  test("has nothing to say of it", () => {
    expect(diagnoseRuleSet(ruleSet, DIRECTORY)).toEqual([]);
  });

  test.each(leads)("%s", (_, facts, expected) => {
    expect(route(ruleSet, facts)).toBe(expected);
  });
});

const isValid = new Ajv2020({ strict: false, formats: { "date-time": true } }).compile(schema);

test.each(STARTERS)("$name is a rule set by the published JSON Schema", ({ ruleSet }) => {
  const json: unknown = JSON.parse(JSON.stringify(ruleSet));
  expect(isValid(json) ? null : isValid.errors).toBeNull();
});
