import { toTimestamp } from "@pointsman/contracts/primitive";
import { decide } from "@pointsman/router-core/decide";
import { renderText } from "@pointsman/router-core/explain/render-text";
import { buildFacts } from "@pointsman/router-core/facts/build-facts";
import { toEmailDomain } from "@pointsman/router-core/facts/email-domain";
import { chooseAccount } from "@pointsman/router-core/matching/choose-account";
import { planRouting } from "@pointsman/router-core/plan";
import { collectScope } from "@pointsman/router-core/scope";
import { buildSnapshot, type Directory } from "@pointsman/router-core/snapshot";
import { describe, expect, test } from "vitest";

import { buildOrganisation, type Organisation } from "./organisation.ts";
import { demoRuleSet } from "./rule-set.ts";
import { scenarios, type Scenario } from "./scenarios.ts";

const NOW_MS = Date.parse("2026-11-20T12:00:00.000Z");

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<T["id"], T> {
  return new Map(items.map((item) => [item.id, item]));
}

function toDirectory({ reps, pools, territories, queues }: Organisation): Directory {
  const territoryById = new Map<string, Organisation["territories"][number]>(byId(territories));
  return { reps: byId(reps), pools: byId(pools), queues: byId(queues), findTerritory: (id) => territoryById.get(id) };
}

/** Routes the scenario's lead in memory: no history. */
function route({ lead, change = (organisation) => organisation, openLeads = {} }: Scenario) {
  const organisation = change(buildOrganisation(NOW_MS));
  const directory = toDirectory(organisation);
  const { domain } = toEmailDomain(lead.email);
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
    account: chooseAccount(organisation.accounts.filter(({ domains }) => domain !== null && domains.includes(domain))),
    partner: null,
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
