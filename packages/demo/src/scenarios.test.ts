import { toTimestamp } from "@pointsman/contracts/primitive";
import { decide } from "@pointsman/router-core/decide";
import { renderText } from "@pointsman/router-core/explain/render-text";
import { buildFacts } from "@pointsman/router-core/facts/build-facts";
import { toLeadEvidence } from "@pointsman/router-core/matching/lead-evidence";
import { scoreAccounts } from "@pointsman/router-core/matching/score-accounts";
import { planRouting } from "@pointsman/router-core/plan";
import { collectScope } from "@pointsman/router-core/scope";
import { buildSnapshot } from "@pointsman/router-core/snapshot";
import { describe, expect, test } from "vitest";

import { buildOrganisation } from "./organisation.ts";
import { demoRuleSet } from "./rule-set.ts";
import { scenarios, type Scenario } from "./scenarios.ts";
import { toDirectory } from "./to-directory.ts";

const NOW_MS = Date.parse("2026-11-20T12:00:00.000Z");

/** Routes the scenario's lead in memory: no history. */
function route({ lead, change = (organisation) => organisation, openLeads = {} }: Scenario) {
  const organisation = change(buildOrganisation(NOW_MS));
  const directory = toDirectory(organisation);
  const match = scoreAccounts(toLeadEvidence(lead), organisation.accounts);
  const now = toTimestamp(NOW_MS);
  const facts = buildFacts({
    submission: {
      leadId: "lead_1",
      source: "demo-form",
      idempotencyKey: "1",
      bodyHash: "0".repeat(64),
      receivedAt: now,
      lead,
      warnings: [],
    },
    account: match.account,
    match,
    partner: organisation.partners.find(({ code }) => code === lead.partnerCode) ?? null,
    nameOf: (repId) => directory.reps.get(repId)?.name ?? null,
  });
  const plan = planRouting(demoRuleSet, facts, directory.findTerritory);
  const snapshot = buildSnapshot(collectScope(plan, directory), directory, {
    openLeads: (repId) => openLeads[repId] ?? 0,
    pool: () => undefined,
  });
  const request = {
    leadId: "lead_1",
    epoch: 1,
    now,
    facts,
    excludedRepIds: [],
    duplicateOf: null,
    assignTo: null,
  } as const;
  const { decision } = decide(demoRuleSet, { format: 1, ruleSet: { version: 1, hash: "demo" }, request, snapshot });
  const explanation = renderText(decision, {
    rep: (id) => directory.reps.get(id)?.name,
    pool: (id) => directory.pools.get(id)?.name,
    queue: (id) => directory.queues.get(id)?.name,
  });
  return { decision, explanation };
}

describe("the scenarios, decided in memory", () => {
  test.each(scenarios)("$name", (scenario) => {
    const { decision, explanation } = route(scenario);
    expect(explanation).toEqual(scenario.explanation);
    expect(decision.outcome).toMatchObject(scenario.outcome);
  });
});
