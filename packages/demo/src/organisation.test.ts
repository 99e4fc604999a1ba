import type { RepId } from "@pointsman/contracts/id";
import schema from "@pointsman/router-core/rule-set.schema.json" with { type: "json" };
import { diagnoseRuleSet } from "@pointsman/router-core/rule-set/diagnose";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";

import { buildOrganisation } from "./organisation.ts";
import { demoRuleSet } from "./rule-set.ts";

const NOW_MS = Date.parse("2026-11-20T15:30:00.000Z");
const DAY_MS = 86_400_000;
const organisation = buildOrganisation(NOW_MS);
const { reps, pools, territories, accounts, partners, queues } = organisation;
const repById = new Map(reps.map((rep) => [rep.id, rep]));
const poolById = new Map(pools.map((pool) => [pool.id, pool]));

function rep(id: RepId) {
  const found = repById.get(id);
  if (found === undefined) throw new Error(`no such rep: ${id}`);
  return found;
}

describe("volumes", () => {
  test("are those of a company of some size", () => {
    expect(reps.length).toBeGreaterThanOrEqual(28);
    expect(reps.length).toBeLessThanOrEqual(36);
    expect(territories).toHaveLength(8);
    expect(accounts).toHaveLength(200);
    expect(partners).toHaveLength(5);
    expect(queues).toHaveLength(1);
  });

  test("every role is there, and a handful of time zones on four continents", () => {
    expect(new Set(reps.map(({ role }) => role))).toEqual(new Set(["ae", "csm", "sdr", "partner_manager", "manager"]));
    expect(new Set(reps.map(({ timeZone }) => timeZone)).size).toBeGreaterThanOrEqual(10);
    expect(new Set(reps.map(({ timeZone }) => timeZone.split("/")[0])).size).toBe(4);
  });

  test("accounts are of every status, with some lost by a rep who has left and most by one who has not", () => {
    expect(new Set(accounts.map(({ status }) => status)).size).toBe(4);
    const lost = accounts.filter(({ status }) => status === "closed_lost");
    const byDeparted = lost.filter(({ formerOwnerRepId }) => formerOwnerRepId === "rep_dana-p");
    expect(byDeparted.length).toBeGreaterThanOrEqual(3);
    expect(lost.length).toBeGreaterThan(byDeparted.length * 2);
  });
});

describe("references", () => {
  test("ids, e-mail addresses, partner codes and account domains are unique", () => {
    for (const list of Object.values(organisation))
      expect(repeatsIn(list.map(({ id }: { id: string }) => id))).toEqual([]);
    expect(repeatsIn(reps.map(({ email }) => email))).toEqual([]);
    expect(repeatsIn(partners.map(({ code }) => code.toLowerCase()))).toEqual([]);
    expect(repeatsIn(accounts.flatMap(({ domains }) => domains))).toEqual([]);
    expect(repeatsIn(accounts.map(({ name }) => name))).toEqual([]);
  });

  test("every rep that is named exists", () => {
    const named = [
      ...reps.map(({ backupRepId }) => backupRepId),
      ...pools.flatMap(({ members }) => members.map(({ repId }) => repId)),
      ...accounts.flatMap(({ ownerRepId, csmRepId, formerOwnerRepId }) => [ownerRepId, csmRepId, formerOwnerRepId]),
      ...partners.map(({ managerRepId }) => managerRepId),
      ...queues.map(({ ownerRepId }) => ownerRepId),
    ].filter((id) => id !== null);
    expect(named.filter((id) => !repById.has(id))).toEqual([]);
  });

  test("only a lost account names somebody who has left", () => {
    const atWork = [
      ...pools.flatMap(({ members }) => members.map(({ repId }) => repId)),
      ...accounts.flatMap(({ ownerRepId, csmRepId }) => [ownerRepId, csmRepId]),
      ...reps.map(({ backupRepId }) => backupRepId),
    ].filter((id) => id !== null);
    expect(atWork.filter((id) => rep(id).status === "departed")).toEqual([]);
  });

  test("people do what their role says", () => {
    const csms = accounts.map(({ csmRepId }) => csmRepId).filter((id) => id !== null);
    expect(new Set(csms.map((id) => rep(id).role))).toEqual(new Set(["csm"]));
    expect(new Set(partners.map(({ managerRepId }) => rep(managerRepId).role))).toEqual(new Set(["partner_manager"]));
    expect(new Set(queues.map(({ ownerRepId }) => rep(ownerRepId).role))).toEqual(new Set(["manager"]));
    const members = pools.flatMap(({ members }) => members.map(({ repId }) => rep(repId).role));
    expect(new Set(members)).toEqual(new Set(["ae", "sdr"]));
  });

  test("every pool that a territory or a rule names exists, and every pool covers something", () => {
    const named = territories.flatMap(({ segmentPools, poolId }) => [
      ...segmentPools.map((entry) => entry.poolId),
      ...(poolId === null ? [] : [poolId]),
    ]);
    for (const { rules } of demoRuleSet.stages) {
      for (const rule of rules) if ("target" in rule && rule.target.kind === "pool") named.push(rule.target.poolId);
    }
    expect(named.filter((id) => !poolById.has(id))).toEqual([]);
    expect(new Set(named)).toEqual(new Set(poolById.keys()));
  });

  test("parents exist, and accounts belong to divisions that sell", () => {
    const accountIds = new Set(accounts.map(({ id }) => id));
    const parents = accounts.map(({ parentAccountId }) => parentAccountId).filter((id) => id !== null);
    expect(parents).toHaveLength(1);
    expect(parents.every((id) => accountIds.has(id))).toBe(true);
    const divisions = new Set(territories.map(({ division }) => division));
    expect(accounts.filter(({ division }) => division === null || !divisions.has(division))).toEqual([]);
  });

  test("nobody is his own backup, at any remove", () => {
    for (const { id } of reps) {
      const seen = new Set<RepId>();
      for (let next: RepId | null = id; next !== null; next = rep(next).backupRepId) {
        expect(seen).not.toContain(next);
        seen.add(next);
      }
    }
  });
});

describe("people", () => {
  test("Jordan K. leads the fixed pool of West, 200–500, as its only RevOps specialist; Sarah L. stands in for him", () => {
    const pool = poolById.get("pool_west-mid-market");
    expect(pool?.selection).toBe("fixed");
    const members = pool?.members.map(({ repId }) => repId) ?? [];
    expect(members).toHaveLength(3);
    expect(members[0]).toBe("rep_jordan-k");
    expect(members.filter((id) => rep(id).skills.includes("revops"))).toEqual(["rep_jordan-k"]);
    expect(rep("rep_jordan-k").backupRepId).toBe("rep_sarah-l");
    expect(rep("rep_jordan-k").timeOff).toEqual([]);
    expect(poolById.get("pool_west-enterprise")?.members.map(({ repId }) => repId)).toContain("rep_sarah-l");
  });

  test("pools share by weight, among two to six", () => {
    for (const { members } of pools) {
      expect(members.length).toBeGreaterThanOrEqual(2);
      expect(members.length).toBeLessThanOrEqual(6);
    }
    expect(poolById.get("pool_dach")?.members.map(({ weight }) => weight)).toEqual([100, 100, 300]);
  });

  test("the queues of everybody at work hold all sample leads twice", () => {
    const inPools = new Set(pools.flatMap(({ members }) => members.map(({ repId }) => repId)));
    const capacity = [...inPools].reduce((sum, id) => sum + rep(id).capacity, 0);
    expect(capacity).toBeGreaterThan(1_000);
  });

  test.each([0, 1, DAY_MS - 1])("two are away now and one will be next week, %i ms into the day", (offsetMs) => {
    const nowMs = Date.parse("2026-11-20T00:00:00.000Z") + offsetMs;
    const now = new Date(nowMs).toISOString();
    const off = buildOrganisation(nowMs).reps.flatMap(({ id, timeOff }) =>
      timeOff.flatMap((period) => ("from" in period ? [{ id, ...period }] : [])),
    );
    const away = off.filter(({ from, until }) => from <= now && now < until);
    expect(away.map(({ id, from, until }) => [id, (Date.parse(until) - Date.parse(from)) / DAY_MS <= 3])).toEqual([
      ["rep_hannah-b", false],
      ["rep_oliver-j", true],
    ]);
    const later = off.filter(({ from }) => from > now);
    expect(later.map(({ id }) => id)).toEqual(["rep_wei-l"]);
    expect(Date.parse(later[0]!.from) - nowMs).toBeLessThanOrEqual(7 * DAY_MS);
  });
});

describe("rule set", () => {
  test("asks for facts, reps, pools and queues that exist", () => {
    const directory = {
      reps: repById,
      pools: poolById,
      queues: new Map(queues.map((queue) => [queue.id, queue])),
      findTerritory: (id: string) => territories.find((territory) => territory.id === id),
    };
    expect(diagnoseRuleSet(demoRuleSet, directory)).toEqual([]);
  });

  test("derives every territory that there is, and every segment that a territory covers", () => {
    expect(valuesOf("territory")).toEqual(new Set(territories.map(({ id }) => id)));
    const segments = valuesOf("segment");
    const covered = territories.flatMap(({ segmentPools }) => segmentPools.map(({ segment }) => segment));
    expect(covered.filter((segment) => !segments.has(segment))).toEqual([]);
  });

  test("asks for every specialism that a rep has, and only for those", () => {
    expect(valuesOf("vertical")).toEqual(new Set(reps.flatMap(({ skills }) => skills)));
  });

  test("leaves exactly one segment of one territory to nobody", () => {
    const gaps = territories.flatMap(({ id, segmentPools, poolId }) =>
      [...valuesOf("segment")]
        .filter((segment) => poolId === null && !segmentPools.some((entry) => entry.segment === segment))
        .map((segment) => `${id} ${segment}`),
    );
    expect(gaps).toEqual(["terr_nordics enterprise"]);
  });
});

/** All values that a decision table can give. */
function valuesOf(fact: string): ReadonlySet<string> {
  const table = demoRuleSet.derivedFacts.find((entry) => entry.fact === fact);
  return new Set(table?.rows.map(({ value }) => value));
}

function repeatsIn(values: readonly string[]): readonly string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

test("the rule set is one by the published JSON Schema", () => {
  const isValid = new Ajv2020({ strict: false, formats: { "date-time": true } }).compile(schema);
  const json: unknown = JSON.parse(JSON.stringify(demoRuleSet));
  expect(isValid(json) ? null : isValid.errors).toBeNull();
});
