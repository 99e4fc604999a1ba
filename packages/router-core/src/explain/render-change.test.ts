import type { RuleSet } from "@pointsman/contracts/rule-set";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { buildRep, decideGiven, namesOf, RULES, toInputs, type Given } from "../decide.fixture.ts";
import { cases, decisionOf, namesOfDirectory } from "./explain.fixture.ts";
import { findSmallestChange } from "./find-smallest-change.ts";
import { renderChange } from "./render-change.ts";

const TEAM = [buildRep("ann", { skills: ["revops"] }), buildRep("bea"), buildRep("cid")];

/** Anything from CA to Ann, beside the rule under test. */
function rulesWith(when: RuleSet["stages"][number]["rules"][number]["when"]): RuleSet {
  return {
    ...RULES,
    customFacts: [
      { fact: "custom.isPartner", type: "boolean", field: "partner" },
      { fact: "custom.modules", type: "text_list", field: "modules" },
    ],
    derivedFacts: [],
    stages: [
      {
        id: "s",
        name: "Stage",
        kind: "claim",
        rules: [
          { id: "one", name: "One", when, target: { kind: "rep", repId: "rep_bea" } },
          { id: "two", name: "Two", when: { all: [] }, target: { kind: "rep", repId: "rep_ann" } },
        ],
      },
    ],
  };
}

function told(given: Given): readonly string[] {
  const inputs = toInputs(given);
  const ruleSet = given.ruleSet ?? RULES;
  const names = namesOf(toInputs({ reps: TEAM, pool: ["ann", "bea", "cid"] }).snapshot);
  return renderChange(findSmallestChange({ ruleSet, inputs, decision: decideGiven(given).decision }), names);
}

/** The lead that goes to Ann but for the rule that wants it for Bea. */
function toldOf(when: Parameters<typeof rulesWith>[0], facts: Given["facts"]): readonly string[] {
  const ruleSet = rulesWith(when);
  const base = { reps: TEAM, ruleSet, facts: facts ?? {} };
  const inputs = toInputs(base);
  // The second rule is recorded too: a claim reads the reps that its first matching rule names, no more.
  const all = toInputs({ ...base, facts: {}, ruleSet: { ...ruleSet, stages: ruleSet.stages.map(everyRule) } });
  const complete = {
    ...inputs,
    snapshot: { ...inputs.snapshot, reps: { ...all.snapshot.reps, ...inputs.snapshot.reps } },
  };
  const { decision } = decideGiven(base);
  return renderChange(findSmallestChange({ ruleSet, inputs: complete, decision }), namesOf(complete.snapshot));
}

function everyRule(stage: RuleSet["stages"][number]): RuleSet["stages"][number] {
  if (stage.kind === "refine") return stage;
  const [one] = stage.rules;
  if (one === undefined) return stage;
  return { ...stage, rules: [{ ...one, when: { all: [] }, coOwners: [{ kind: "rep", repId: "rep_ann" }] }] };
}

describe("a change of a fact is told", () => {
  test.each<[string, Parameters<typeof rulesWith>[0], Given["facts"], string]>([
    [
      "as a number",
      { fact: "lead.employees", op: "gt", value: 500 },
      { "lead.employees": 350 },
      "With 501 employees instead of 350 the lead would have gone to Bea.",
    ],
    [
      "as a number in steps of the rule's own",
      { fact: "lead.score", op: "gt", value: 2.5 },
      { "lead.score": 1 },
      "With score 2.6 instead of 1 the lead would have gone to Bea.",
    ],
    [
      "as a text",
      { fact: "lead.jobTitle", op: "contains", value: "revenue" },
      { "lead.jobTitle": "VP Sales" },
      "With job title “revenue” instead of “VP Sales” the lead would have gone to Bea.",
    ],
    [
      "as a text that no rule names",
      { fact: "lead.source", op: "ne", value: "web" },
      { "lead.source": "web" },
      "With source “other”, which no rule names, instead of “web” the lead would have gone to Bea.",
    ],
    [
      "as yes or no",
      { fact: "lead.isFreeMail", op: "eq", value: true },
      { "lead.isFreeMail": false },
      "With free mail yes instead of no the lead would have gone to Bea.",
    ],
    [
      "as unknown",
      { fact: "lead.partnerCode", op: "missing" },
      { "lead.partnerCode": "CAIRN" },
      "With partner code unknown instead of “CAIRN” the lead would have gone to Bea.",
    ],
    [
      "as known",
      { fact: "lead.utmSource", op: "eq", value: "google" },
      {},
      "With UTM source “google” instead of unknown the lead would have gone to Bea.",
    ],
    [
      "as an item more of a list",
      { fact: "custom.products", op: "eq", value: "routing" },
      { "custom.products": ["alerts"] },
      "With custom products “alerts”, “routing” instead of “alerts” the lead would have gone to Bea.",
    ],
    [
      "as a time a step later",
      { fact: "lead.receivedAt", op: "after", value: "2026-12-01T00:00:00Z" },
      { "lead.receivedAt": "2026-11-20T00:00:00.000Z" },
      "With received at “2026-12-01T00:00:00.001Z” instead of “2026-11-20T00:00:00.000Z” the lead would have gone to Bea.",
    ],
    [
      "as a time that is not too old",
      { fact: "account.closedLostAt", op: "newer_than_days", value: 30 },
      { "lead.receivedAt": "2026-11-20T12:00:00.000Z", "account.closedLostAt": "2025-01-01T00:00:00.000Z" },
      "With account closed lost at “2026-10-21T12:00:00.000Z” instead of “2025-01-01T00:00:00.000Z” the lead would have gone to Bea.",
    ],
    [
      "as a time that is old enough",
      { fact: "account.closedLostAt", op: "older_than_days", value: 30 },
      { "lead.receivedAt": "2026-11-20T12:00:00.000Z", "account.closedLostAt": "2026-11-01T00:00:00.000Z" },
      "With account closed lost at “2026-10-21T11:59:59.999Z” instead of “2026-11-01T00:00:00.000Z” the lead would have gone to Bea.",
    ],
    [
      "as a field of the form's own that is not known",
      { fact: "custom.isPartner", op: "exists" },
      {},
      "With custom is partner no instead of unknown the lead would have gone to Bea.",
    ],
    [
      "as a list of the form's own that is not known",
      { fact: "custom.modules", op: "any_of", value: ["crm"] },
      {},
      "With custom modules “crm” instead of unknown the lead would have gone to Bea.",
    ],
  ])("%s", (_, when, facts, expected) => {
    expect(toldOf(when, facts)).toEqual([expected]);
  });

  test("without the rep where his pool's state is not on record", () => {
    const given: Given = { reps: TEAM, pool: ["ann"], facts: { "lead.region": "NV", "lead.employees": 350 } };
    const ruleSet: RuleSet = {
      ...rulesWith({ fact: "lead.region", op: "eq", value: "CA" }),
      stages: [
        {
          id: "west",
          name: "West",
          kind: "pool",
          rules: [
            {
              id: "west",
              name: "West",
              when: { fact: "lead.region", op: "eq", value: "CA" },
              target: { kind: "pool", poolId: "pool_west-mid" },
            },
          ],
        },
      ],
    };
    expect(told({ ...given, ruleSet })).toEqual([
      "With region “CA” instead of “NV” another pool would have been asked: West 200–500; who was free in it is not on record.",
      "Of 3 changes of one fact that the rules give reason to try, none is known to give another owner; 1 of them would have led to what is not on record.",
    ]);
  });

  test("as another rep in the account's team", () => {
    const team = { kind: "account_team", role: "sponsor" } as const;
    const ruleSet = rulesWith({ fact: "lead.source", op: "exists" });
    const stages = ruleSet.stages.map((stage) =>
      stage.kind === "refine" ? stage : { ...stage, rules: stage.rules.map((rule) => ({ ...rule, target: team })) },
    );
    const given = { reps: TEAM, ruleSet: { ...ruleSet, stages }, facts: { "account.team.sponsor": "rep_ann" } };
    const inputs = toInputs(given);
    const { reps } = toInputs({ reps: TEAM, pool: ["ann", "bea"] }).snapshot;
    const snapshot = { ...inputs.snapshot, reps };
    const { decision } = decideGiven(given);
    const found = findSmallestChange({ ruleSet: given.ruleSet, inputs: { ...inputs, snapshot }, decision });
    expect(renderChange(found, namesOf(snapshot))).toEqual([
      "With account team sponsor Bea instead of Ann the lead would have gone to Bea.",
    ]);
  });

  test("as none where a person decided", () => {
    expect(told({ reps: TEAM, pool: ["ann"], request: { assignTo: "rep_bea" } })).toEqual([
      "No change of a fact would have given another owner: no rule was asked.",
    ]);
  });
});

test("whatever a search finds can be told, on one line each", () => {
  fc.assert(
    fc.property(cases(), fc.boolean(), (given, isComplete) => {
      const { ruleSet, inputs, directory, live } = given;
      const alternatives = isComplete ? { alternatives: { directory, live } } : {};
      const found = findSmallestChange({ ruleSet, inputs, decision: decisionOf(given), ...alternatives });
      const lines = renderChange(found, namesOfDirectory(given));
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) expect(line).toMatch(/^[^\n]+\.$/);
    }),
    { numRuns: 300 },
  );
});
