import type { LeadEvent } from "@pointsman/contracts/event";
import { toEventId } from "@pointsman/contracts/event";
import { toId } from "@pointsman/contracts/id";
import type { LeadDetails, Submission } from "@pointsman/contracts/lead";
import type { Account, Partner, Pool, Queue, Rep, Territory } from "@pointsman/contracts/organisation";
import type { Timestamp } from "@pointsman/contracts/primitive";
import type { RuleSet } from "@pointsman/contracts/rule-set";

/** The instant at which things happen in tests unless they say otherwise: a Sunday morning in UTC. */
export const TEST_NOW: Timestamp = "2026-11-22T09:30:00.000Z";

/**
 * Builders of valid values: what a test does not care about has a default, the same one each time. A `name` makes
 * ids and whatever else must be unique, so that `buildRep("ann")` and `buildRep("bob")` do not collide.
 */

export function buildLeadDetails(name = "lena", overrides: Partial<LeadDetails> = {}): LeadDetails {
  return {
    email: `${name}@apexcorp.example`,
    firstName: "Lena",
    lastName: "Example",
    phone: "+1 555 0100",
    jobTitle: "Head of Operations",
    company: "Apex Corp",
    employees: { min: 1_000, max: null },
    country: "US",
    region: "CA",
    utm: { source: "newsletter" },
    ...overrides,
  };
}

export function buildSubmission(name = "lena", overrides: Partial<Submission> = {}): Submission {
  return {
    leadId: toId("lead", name),
    source: "demo-form",
    idempotencyKey: `key-${name}`,
    bodyHash: "a".repeat(64),
    receivedAt: TEST_NOW,
    lead: buildLeadDetails(name),
    warnings: [],
    ...overrides,
  };
}

export function buildRep(name = "ann", overrides: Partial<Rep> = {}): Rep {
  return {
    id: toId("rep", name),
    name: `Rep ${name}`,
    email: `${name}@pointsman.example`,
    role: "ae",
    team: "west",
    status: "active",
    timeZone: "America/Los_Angeles",
    capacity: 50,
    softLimitPct: 100,
    hardLimitPct: 150,
    rampPct: 100,
    skills: [],
    backupRepId: null,
    timeOff: [],
    rampSteps: [],
    workingHours: [],
    busy: [],
    busyCounts: ["out_of_office", "busy"],
    longBusyMinutes: null,
    maxPerDay: null,
    maxPerWeek: null,
    maxPerMonth: null,
    ...overrides,
  };
}

/** A fair-share pool of the given reps, equally weighted. */
export function buildPool(name: string, reps: readonly Rep[], overrides: Partial<Pool> = {}): Pool {
  return {
    id: toId("pool", name),
    name: `Pool ${name}`,
    selection: "fair_share",
    members: reps.map((rep) => ({ repId: rep.id, weight: 100 })),
    requiredSkills: [],
    availableWithinHours: 0,
    value: null,
    ...overrides,
  };
}

export function buildTerritory(name = "west", overrides: Partial<Territory> = {}): Territory {
  return {
    id: toId("territory", name),
    name: `Territory ${name}`,
    division: "us",
    segmentPools: [],
    poolId: null,
    ...overrides,
  };
}

export function buildPartner(name: string, manager: Rep, overrides: Partial<Partner> = {}): Partner {
  return {
    id: toId("partner", name),
    name: `Partner ${name}`,
    code: name.toUpperCase(),
    managerRepId: manager.id,
    policy: "partner_manager",
    attributionDays: 90,
    ...overrides,
  };
}

export function buildQueue(name: string, owner: Rep, overrides: Partial<Queue> = {}): Queue {
  return { id: toId("queue", name), name: `Queue ${name}`, ownerRepId: owner.id, ...overrides };
}

export function buildAccount(name = "apexcorp", overrides: Partial<Account> = {}): Account {
  return {
    id: toId("account", name),
    name: `Account ${name}`,
    domains: [`${name}.example`],
    status: "prospect",
    division: null,
    ownerRepId: null,
    csmRepId: null,
    formerOwnerRepId: null,
    closedLostAt: null,
    parentAccountId: null,
    aliases: [],
    country: null,
    team: [],
    ...overrides,
  };
}

/** A rule set whose one stage sends every lead to the pool `pool_west`. */
export function buildRuleSet(overrides: Partial<RuleSet> = {}): RuleSet {
  return {
    name: "test rules",
    derivedFacts: [],
    stages: [
      {
        id: "everybody",
        name: "Everybody",
        kind: "pool",
        rules: [
          { id: "to-west", name: "To west", when: { all: [] }, target: { kind: "pool", poolId: toId("pool", "west") } },
        ],
      },
    ],
    fallbackQueueId: toId("queue", "fallback"),
    onUnavailable: { default: ["next_in_pool", "fall_through"] },
    maxHoldHours: 24,
    duplicateWindowMinutes: 60,
    ...overrides,
  };
}

/** An event of the lead `lead_<name>`; its id follows from lead, epoch and kind. */
export function buildLeadEvent(name = "lena", overrides: Partial<LeadEvent> = {}): LeadEvent {
  const { leadId = toId("lead", name), epoch = 0, kind = "lead.received" } = overrides;
  return {
    eventId: toEventId(leadId, epoch, kind),
    kind,
    occurredAt: TEST_NOW,
    leadId,
    epoch,
    source: "demo-form",
    receivedAt: TEST_NOW,
    qualifiedAt: TEST_NOW,
    tier: null,
    segment: null,
    territory: null,
    vertical: null,
    country: "US",
    utmSource: "newsletter",
    accountStatus: null,
    partnerId: null,
    attributedBy: null,
    ruleSetVersion: null,
    stageId: null,
    ruleId: null,
    poolId: null,
    queueId: null,
    repId: null,
    reason: null,
    requestedBy: null,
    ...overrides,
  };
}
