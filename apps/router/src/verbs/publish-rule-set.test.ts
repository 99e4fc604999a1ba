import type { RuleSet } from "@pointsman/contracts/rule-set";
import { demoRuleSet } from "@pointsman/demo/rule-set";
import { expect, test } from "vitest";

import { toSubmission } from "../../test/submission.ts";
import { openTestService, seedOrganisation } from "../../test/test-service.ts";

const [account, ...otherStages] = demoRuleSet.stages;

/** The demo's rules behind a stage with this one rule. */
function withRule(rule: object): RuleSet {
  const stage = {
    id: "first",
    name: "First",
    kind: "claim",
    rules: [{ id: "r", name: "R", when: { all: [] }, target: { kind: "account_owner" }, ...rule }],
  } as const;
  return { ...demoRuleSet, stages: [stage, account!, ...otherStages] };
}

test("a rule set with errors is refused: each says where it is and how to mend it, and the old one stays in force", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  const faulty = withRule({ when: { fact: "lead.contry", op: "exists" }, target: { kind: "rep", repId: "rep_who" } });
  await expect(router.api.ruleSets.publish({ ruleSet: faulty })).rejects.toMatchObject({
    cause: {
      code: "INVALID_INPUT",
      message: expect.stringContaining("stages.0.rules.0.when: there is no fact"),
      issues: [
        { field: "stages.0.rules.0.when", expected: "did you mean lead.country?" },
        { field: "stages.0.rules.0.target", expected: "the id of a rep on file" },
      ],
    },
  });
  expect(await router.api.ruleSets.active()).toMatchObject({ version: 1 });
});

test("one with warnings is put in force, and they are told", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  const departed = withRule({
    when: { fact: "lead.score", op: "gt", value: 99 },
    target: { kind: "rep", repId: "rep_dana-p" },
  });
  const warnings = [expect.objectContaining({ code: "departed_target", path: "stages.0.rules.0.target" })];
  expect(await router.api.ruleSets.check({ ruleSet: departed })).toEqual(warnings);
  expect(await router.api.ruleSets.active()).toMatchObject({ version: 1 });
  expect(await router.api.ruleSets.publish({ ruleSet: departed })).toMatchObject({ version: 2, warnings });
});

test("rules may ask for a field of the form and name a role of the account's team", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  const { accounts } = await router.api.accounts.list({});
  const owned = accounts.find(({ ownerRepId, domains }) => ownerRepId !== null && domains.length > 0)!;
  await router.api.accounts.upsert({ accounts: [{ ...owned, team: [{ role: "engineer", repId: "rep_hiro-s" }] }] });
  const ruleSet: RuleSet = {
    ...withRule({
      when: { fact: "custom.budget", op: "gte", value: 50_000 },
      target: { kind: "account_team", role: "engineer" },
      note: "Budget {custom.budget}; {account.teamName.engineer} knows them.",
    }),
    customFacts: [{ fact: "custom.budget", type: "number", field: "Budget" }],
  };
  await router.api.ruleSets.publish({ ruleSet });
  const submit = async (name: string, budget: string) => {
    const lead = { email: `${name}@${owned.domains[0]}`, extra: { budget } };
    const { results } = await router.api.leads.submit({ submissions: [toSubmission(name, lead)] });
    return results[0];
  };
  expect(await submit("big", "50,000")).toMatchObject({
    lead: { decision: { outcome: { repId: "rep_hiro-s", note: expect.stringMatching(/^Budget 50000; Hiro/) } } },
  });
  expect(await submit("small", "500")).not.toMatchObject({ lead: { decision: { outcome: { repId: "rep_hiro-s" } } } });
});
