import type { RuleSet } from "@pointsman/contracts/rule-set";
import { expect, test } from "vitest";

import { RULES } from "../decide.fixture.ts";
import { diffRuleSets } from "./diff-rule-sets.ts";

const [first, ...others] = RULES.stages;

function withFirstStage(change: object): RuleSet {
  return { ...RULES, stages: [{ ...first!, ...change }, ...others] };
}

const ADDED = { id: "added", name: "Added", when: { all: [] }, target: { kind: "account_owner" } } as const;

test.each([
  ["nothing", RULES, []],
  ["a number", { ...RULES, maxHoldHours: 7 }, [{ path: "maxHoldHours", before: RULES.maxHoldHours, after: 7 }]],
  [
    "a rule before all others: one change",
    withFirstStage({ rules: [ADDED, ...first!.rules] }),
    [{ path: `stages.${first!.id}.rules.added`, before: undefined, after: ADDED }],
  ],
  [
    "a stage that is gone",
    { ...RULES, stages: others },
    [expect.objectContaining({ path: `stages.${first!.id}`, after: undefined })],
  ],
  [
    "stages in another order",
    { ...RULES, stages: [...others, first!] },
    [
      {
        path: "order(stages)",
        before: RULES.stages.map(({ id }) => id).join(", "),
        after: [...others, first!].map(({ id }) => id).join(", "),
      },
    ],
  ],
] as const)("%s", (_, after, changes) => {
  expect(diffRuleSets(RULES, after as RuleSet)).toEqual(changes);
});

test("a rule that is moved while another is added is two changes", () => {
  const [one, ...rest] = RULES.stages;
  const after = { ...RULES, stages: [...rest, { ...one!, rules: [...one!.rules, ADDED] }] } as RuleSet;
  const paths = diffRuleSets(RULES, after).map(({ path }) => path);
  expect(paths).toEqual([`stages.${one!.id}.rules.added`, "order(stages)"]);
});

test("the order of an object's keys is no change", () => {
  const turned = Object.fromEntries(Object.entries(RULES).toReversed());
  expect(diffRuleSets(RULES, turned as RuleSet)).toEqual([]);
});
