import { createHash } from "node:crypto";

import { toId, type LeadId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";
import { Account, Queue, Rep } from "@pointsman/contracts/organisation";
import type { Facts, RoutingRule, RuleSet } from "@pointsman/contracts/rule-set";
import { createRandom, type Random } from "@pointsman/demo/random";

import type { Api } from "../../api.ts";
import { makeWorkload, type Workload } from "../core/make-workload.ts";
import {
  ACCOUNTS,
  domainAt,
  drawOwnership,
  makePool,
  POOL_SIZE,
  repAt,
  REPS,
  SKILLS,
  TIERS,
  toPoolRules,
  toStages,
} from "../make-organisation.ts";

const RULES = 1_000;
const PER_CALL = 1_000;
const DAY_MS = 86_400_000;

/** What leads are made of: the same for every run. */
const WORKLOAD: Workload = makeWorkload("mixed", RULES, 4_096);

/** Puts 5,000 reps, 250 pools and 100,000 accounts on file, through the public API. */
export async function seedBenchOrganisation({ router }: Api, nowMs: number): Promise<void> {
  const random = createRandom(5);
  const reps = Array.from({ length: REPS }, (_, index) => makeRep(index, random, nowMs));
  for (const some of chunk(reps, PER_CALL)) await router.reps.upsert.mutate({ reps: some });
  const pools = chunk(reps, POOL_SIZE).map((members, index) => makePool(index, members, random));
  await router.pools.upsert.mutate({ pools });
  const queue = Queue.parse({ id: "queue_fallback", name: "Fallback", ownerRepId: repAt(0) });
  await router.queues.upsert.mutate({ queues: [queue] });
  const accounts = Array.from({ length: ACCOUNTS }, (_, index) => makeAccount(index, random));
  for (const some of chunk(accounts, PER_CALL)) await router.accounts.upsert.mutate({ accounts: some });
}

/** A thousand rules that lead to so many pools: 1 is one hot pool. */
export function makeRuleSet(pools: number): RuleSet {
  return {
    name: `Bench, ${pools} pools`,
    derivedFacts: [TIERS],
    stages: toStages([...toPoolRules(WORKLOAD, pools), ...otherRules(pools)]),
    fallbackQueueId: "queue_fallback",
    onUnavailable: { default: ["next_in_pool", "backup"] },
    maxHoldHours: 48,
    duplicateWindowMinutes: 60,
  };
}

/** Half of the leads fit none of the thousand: the score spreads them over the pools. */
function otherRules(pools: number): readonly RoutingRule[] {
  return Array.from({ length: pools }, (_, index) => ({
    id: `else-${index}`,
    name: `Everybody else ${index}`,
    when: { fact: "lead.score", op: "gte" as const, value: 100 - ((index + 1) * 100) / pools },
    target: { kind: "pool" as const, poolId: toId("pool", `${index}`) },
  }));
}

export function toLeadId(number: number): LeadId {
  return toId("lead", `bench-b${number}`);
}

/** A lead as the edge hands it over; each number is another person. */
export function makeSubmission(number: number, receivedAt: string): Submission {
  const facts = WORKLOAD.leads[number % WORKLOAD.leads.length] ?? {};
  const name = `b${number}`;
  const { domain, company } = describeCompany(number, textOf(facts, "lead.emailDomain"));
  return {
    leadId: toLeadId(number),
    source: "bench",
    idempotencyKey: name,
    bodyHash: createHash("sha256").update(name).digest("hex"),
    receivedAt,
    lead: {
      email: `${name}@${domain}`,
      firstName: "Ada",
      lastName: `Number ${number}`,
      phone: "+1 555 0100",
      jobTitle: "Head of Operations",
      company,
      employees: { min: Number(facts["lead.employees"] ?? 1), max: null },
      country: textOf(facts, "lead.country"),
      region: textOf(facts, "lead.region"),
      vertical: textOf(facts, "lead.vertical"),
      productInterest: "demo",
      score: Number(facts["lead.score"] ?? 0),
      utm: { source: "newsletter", campaign: "autumn" },
      message: "We would like to see how this works for a team of our size.",
    },
    warnings: [],
  };
}

/**
 * Of 100 leads 89 come from a company's own domain with the name of an account; five from a company that nobody has heard
 * of; five from a mail provider with the name of an account; and one from there with such a name in other words: the only
 * kind that is looked for among similar names of all accounts, which takes Postgres some milliseconds.
 */
function describeCompany(number: number, domain: string): { readonly domain: string; readonly company: string } {
  // A domain that was made for a rule is nobody's; the name is somebody's all the same.
  const account = Number(/-(\d+)\.example$/.exec(domain)?.[1] ?? (number % 20_000) + 1) - 1;
  if (number % 100 === 15) return { domain: "gmail.com", company: `${nameCompany(account)} Partners` };
  if (number % 20 === 5) return { domain: `new-${number}.example`, company: nameCompany(ACCOUNTS + number) };
  return { domain: number % 20 === 10 ? "gmail.com" : domain, company: nameCompany(account) };
}

const SYLLABLES =
  "ba,ke,li,mo,nu,ra,se,ti,vo,za,cor,den,fal,gem,hol,jan,lum,mar,nor,pel,quin,ros,sol,tan,ver,wes,yor,zen".split(",");

/** `Corzavo Limar`: another for each number, no two alike enough to be taken for each other. */
function nameCompany(number: number): string {
  // A prime, so that neighbours have nothing in common.
  let rest = (number * 7_368_787) % SYLLABLES.length ** 5;
  const parts = Array.from({ length: 5 }, () => {
    const part = SYLLABLES[rest % SYLLABLES.length] ?? "";
    rest = Math.floor(rest / SYLLABLES.length);
    return part;
  });
  return [parts.slice(0, 3), parts.slice(3)].map((word) => capitalise(word.join(""))).join(" ");
}

function capitalise(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

function textOf(facts: Facts, name: string): string {
  return String(facts[name] ?? "none");
}

function makeRep(index: number, random: Random, nowMs: number): Rep {
  const away = { kind: "pto" as const, from: at(nowMs - DAY_MS), until: at(nowMs + 30 * DAY_MS) };
  return Rep.parse({
    id: repAt(index),
    name: `Rep ${index}`,
    email: `rep-${index}@example.com`,
    role: "ae",
    team: "bench",
    status: "active",
    timeZone: "UTC",
    // Nobody is ever full: a lead that finds nobody would be another path.
    capacity: 100_000,
    softLimitPct: 100,
    hardLimitPct: 150,
    rampPct: random.chance(10) ? 50 : 100,
    skills: random.chance(30) ? [random.pick(SKILLS)] : [],
    backupRepId: index % POOL_SIZE === 0 ? null : repAt(index - 1),
    timeOff: random.chance(10) ? [away] : [],
  });
}

/** Domains as leads have them. */
function makeAccount(index: number, random: Random): Account {
  return Account.parse({
    id: toId("account", `${index}`),
    name: nameCompany(index),
    // One in 20 without; of those whose domains leads have, none.
    domains: index >= 20_000 && index % 20 === 0 ? [] : [domainAt(index)],
    ...drawOwnership(random),
  });
}

function at(ms: number): string {
  return new Date(ms).toISOString();
}

function chunk<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
