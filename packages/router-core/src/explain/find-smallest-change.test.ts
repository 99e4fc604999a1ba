import type { Facts, RuleSet } from "@pointsman/contracts/rule-set";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { RULES, toInputs } from "../decide.fixture.ts";
import { compareChanges, type FactChange } from "./change/fact-change.ts";
import { listChanges } from "./change/list-changes.ts";
import { cases, decisionOf, numberTest, toRecorded, type Case, type Organisation } from "./explain.fixture.ts";
import { findSmallestChange } from "./find-smallest-change.ts";

const RUNS = 300;
/** Each run decides some hundred times, on a machine that may have other things to do. */
const TIMEOUT_MS = 30_000;

function ownerOf(org: Organisation, ruleSet: RuleSet, facts: Facts): string | null {
  const { outcome } = decisionOf({ ruleSet, inputs: toRecorded(org, ruleSet, facts) });
  return outcome.kind === "assigned" ? outcome.repId : null;
}

/** Who has the lead with the change, decided anew on the whole organisation: nothing of the search is used. */
function ownerWith(given: Case, { fact, to, isDerived }: FactChange): string | null {
  const { ruleSet, inputs } = given;
  if (!isDerived) return ownerOf(given, ruleSet, { ...inputs.request.facts, [fact]: to });
  const derivedFacts = ruleSet.derivedFacts.map((table) =>
    table.fact === fact ? { fact, rows: [{ when: { all: [] }, value: String(to) }] } : table,
  );
  return ownerOf(given, { ...ruleSet, derivedFacts }, inputs.request.facts);
}

function search(given: Case, { complete = true, maxTries = 10_000 } = {}) {
  const { ruleSet, inputs, directory, live } = given;
  const alternatives = complete ? { alternatives: { directory, live } } : {};
  const found = findSmallestChange({ ruleSet, inputs, decision: decisionOf(given), maxTries, ...alternatives });
  if (found.kind !== "searched") throw new Error("the rules decide");
  return found;
}

function isChanged(given: Case, owner: string | null): boolean {
  return owner !== null && owner !== ownerOf(given, given.ruleSet, given.inputs.request.facts);
}

describe("the smallest change", { timeout: TIMEOUT_MS }, () => {
  test("gives the owner that it claims, and no smaller one of the candidates gives another", () => {
    let claims = 0;
    fc.assert(
      fc.property(cases(), (given) => {
        const { owner, isCapped } = search(given);
        expect(isCapped).toBe(false);
        const all = [...listChanges(given.ruleSet, given.inputs, 1_000)];
        const changing = all.filter((change) => isChanged(given, ownerWith(given, change)));
        const [first] = changing.toSorted(compareChanges);
        expect(owner?.change).toEqual(first);
        if (owner === null) return;
        claims++;
        expect(ownerWith(given, owner.change)).toBe(owner.repId);
      }),
      { numRuns: RUNS },
    );
    // The organisations are small and the rules many: else the property would say little.
    expect(claims).toBeGreaterThan(RUNS / 6);
  });

  test("of a decision alone is never wrong about what is not on record", () => {
    let claims = 0;
    fc.assert(
      fc.property(cases(), (given) => {
        const { owner, pool, unknown } = search(given, { complete: false });
        fc.pre(owner !== null || pool !== null || unknown === 0);
        const { directory, inputs } = given;
        const claimed = owner === null ? null : { repId: owner.repId, isByPresentState: owner.isByPresentState };
        const decided = owner === null ? null : { repId: ownerWith(given, owner.change), isByPresentState: false };
        expect(claimed).toEqual(decided);
        claims += owner === null ? 0 : 1;
        // Nothing unknown on the way: then the record alone knows as much as the whole organisation.
        expect(owner?.change).toEqual(unknown === 0 ? search(given).owner?.change : owner?.change);
        expect(pool === null || (directory.pools.has(pool.poolId) && !(pool.poolId in inputs.snapshot.pools))).toBe(
          true,
        );
        expect(pool === null || owner === null || compareChanges(pool.change, owner.change) < 0).toBe(true);
      }),
      { numRuns: RUNS },
    );
    expect(claims).toBeGreaterThan(RUNS / 50);
  });

  test("of a whole number is the nearest there is, not just the nearest of the candidates", () => {
    fc.assert(
      fc.property(cases(numberTest), fc.integer({ min: 0, max: 30 }), (drawn, employees) => {
        const facts = { "lead.employees": employees };
        const given = { ...drawn, inputs: toRecorded(drawn, drawn.ruleSet, facts) };
        const distances = Array.from({ length: 40 }, (_, value) => value)
          .filter((value) => isChanged(given, ownerOf(given, given.ruleSet, { "lead.employees": value })))
          .map((value) => Math.abs(value - employees));
        const { owner } = search(given);
        const to = owner?.change.fact === "lead.employees" ? owner.change.to : null;
        const claimed = typeof to === "number" ? Math.abs(to - employees) : Number.POSITIVE_INFINITY;
        expect(claimed).toBe(Math.min(...distances));
      }),
      { numRuns: RUNS },
    );
  });

  test("is looked for among as many as one allows, the smallest first, and a cut is said", () => {
    fc.assert(
      fc.property(cases(), fc.integer({ min: 1, max: 10 }), (given, maxTries) => {
        const whole = search(given);
        const capped = search(given, { maxTries });
        expect(capped.tried).toBeLessThanOrEqual(maxTries);
        const isReached = whole.owner !== null && whole.tried <= maxTries;
        expect(capped).toMatchObject(isReached ? whole : { owner: null, isCapped: whole.tried > maxTries });
      }),
    );
  });

  test("of a rule set with 10,000 rules of 20 conditions is looked for with bounded work, and the answer says so", () => {
    const tests = (rule: number) =>
      Array.from({ length: 20 }, (_, index) => ({
        fact: "lead.employees",
        op: "lt" as const,
        value: rule * 20 + index + 100,
      }));
    const rules = Array.from({ length: 10_000 }, (_, rule) => ({
      id: `r${rule}`,
      name: "Rule",
      when: { all: tests(rule) },
      target: { kind: "account_owner" as const },
    }));
    const ruleSet: RuleSet = { ...RULES, stages: [{ id: "many", name: "Many", kind: "claim", rules }] };
    const inputs = toInputs({ facts: { "lead.employees": 1e9 }, ruleSet });
    const found = findSmallestChange({ ruleSet, inputs, decision: decisionOf({ ruleSet, inputs }) });
    expect(found).toEqual({ kind: "searched", owner: null, pool: null, tried: 100, unknown: 0, isCapped: true });
  });
});
