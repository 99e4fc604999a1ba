import { toId, type TerritoryId } from "@pointsman/contracts/id";
import { Account, Rep, type Territory } from "@pointsman/contracts/organisation";
import type { Random } from "@pointsman/demo/random";
import type { Directory } from "@pointsman/router-core/snapshot";

import { ACCOUNTS, domainAt, drawOwnership, makePool, POOL_SIZE, repAt, REPS, SKILLS } from "../make-organisation.ts";
import { asRead, COUNTRIES } from "./make-workload.ts";

export const POOLS = REPS / POOL_SIZE;
/** Reps who stand in for each other, one after the other, within a pool. */
const STAND_INS = 4;
const HOURS_PCT = 30;
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** The organisation of the bench: everything a decision may look up. */
export interface World {
  readonly directory: Directory;
  /** What is known of each account, by domain. */
  readonly accounts: ReadonlyMap<string, AccountFacts>;
}

export type AccountFacts = ReturnType<typeof toAccountFacts>;

function toAccountFacts({ id, name, status, ownerRepId, csmRepId }: Account) {
  return {
    "account.id": id,
    "account.name": name,
    "account.status": status,
    "account.ownerId": ownerRepId,
    "account.csmId": csmRepId,
  };
}

export function makeWorld(random: Random): World {
  // A pool's members are anywhere among the reps, and in no order.
  const seats = random.shuffle(Array.from({ length: REPS }, (_, index) => index));
  const reps = asRead(
    seats.map((index, seat) => {
      const isLast = seat % STAND_INS === STAND_INS - 1;
      return makeRep(index, isLast ? null : (seats[seat + 1] ?? null), random);
    }),
  );
  const pools = asRead(
    Array.from({ length: POOLS }, (_, index) =>
      makePool(index, reps.slice(index * POOL_SIZE, (index + 1) * POOL_SIZE), random),
    ),
  );
  const territories = new Map<string, Territory>(
    COUNTRIES.map((country, index) => [toTerritoryId(country), toTerritory(country, index)]),
  );
  const accounts = asRead(Array.from({ length: ACCOUNTS }, (_, index) => makeAccount(index, random)));
  return {
    directory: {
      reps: new Map(reps.map((rep) => [rep.id, rep])),
      pools: new Map(pools.map((pool) => [pool.id, pool])),
      findTerritory: (id) => territories.get(id),
      queues: new Map([["queue_fallback", { id: "queue_fallback", name: "Fallback", ownerRepId: "rep_0" }]]),
    },
    accounts: new Map(
      accounts.flatMap((account) => account.domains.map((domain) => [domain, toAccountFacts(account)])),
    ),
  };
}

function makeRep(index: number, backup: number | null, random: Random): Rep {
  const away = { kind: "pto" as const, from: "2026-11-20T00:00:00.000Z", until: "2026-11-25T00:00:00.000Z" };
  return Rep.parse({
    id: repAt(index),
    name: `Rep ${index}`,
    email: `rep-${index}@example.com`,
    role: "ae",
    team: "bench",
    status: "active",
    timeZone: "UTC",
    capacity: 40,
    softLimitPct: 100,
    hardLimitPct: 150,
    rampPct: random.chance(10) ? 50 : 100,
    skills: random.chance(30) ? [random.pick(SKILLS)] : [],
    backupRepId: backup === null ? null : repAt(backup),
    timeOff: random.chance(10) ? [away] : [],
    workingHours: random.chance(HOURS_PCT)
      ? [{ days: [...DAYS], from: "06:00", until: random.chance(90) ? "22:00" : "09:00" }]
      : [],
  });
}

/** Domains as leads have them. */
function makeAccount(index: number, random: Random): Account {
  return Account.parse({
    id: toId("account", `${index}`),
    name: `Company ${index}`,
    domains: [domainAt(index)],
    division: null,
    formerOwnerRepId: null,
    closedLostAt: null,
    parentAccountId: null,
    ...drawOwnership(random),
  });
}

function toTerritory(country: string, index: number): Territory {
  const poolId = toId("pool", `${index}`);
  return { id: toTerritoryId(country), name: country, division: "all", segmentPools: [], poolId };
}

export function toTerritoryId(country: string): TerritoryId {
  return toId("territory", country.toLowerCase());
}
