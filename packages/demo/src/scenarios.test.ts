import type { Decision } from "@pointsman/contracts/decision";
import type { LeadId, PoolId, RepId } from "@pointsman/contracts/id";
import type { LeadDetails } from "@pointsman/contracts/lead";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { decide, type RoutingRequest } from "@pointsman/router-core/decide";
import { renderText } from "@pointsman/router-core/explain/render-text";
import { buildFacts } from "@pointsman/router-core/facts/build-facts";
import { findDuplicate } from "@pointsman/router-core/matching/find-duplicate";
import { toLeadEvidence } from "@pointsman/router-core/matching/lead-evidence";
import { scoreAccounts } from "@pointsman/router-core/matching/score-accounts";
import { planRouting } from "@pointsman/router-core/plan";
import { collectScope } from "@pointsman/router-core/scope";
import { buildSnapshot, type PoolState } from "@pointsman/router-core/snapshot";
import { toDirectory } from "@pointsman/router-core/to-directory";
import { describe, expect, test } from "vitest";

import { buildOrganisation, type Organisation } from "./organisation.ts";
import { demoRuleSet } from "./rule-set.ts";
import { scenarios, type Scenario } from "./scenarios.ts";

const NOW_MS = Date.parse("2026-11-20T12:00:00.000Z");
const MINUTE_MS = 60_000;

/** What is asked of one decision; the rest follows from the scenario. */
interface Question extends Pick<RoutingRequest, "epoch"> {
  readonly leadId: LeadId;
  readonly lead: LeadDetails;
  readonly afterMinutes: number;
  readonly excludedRepIds: readonly RepId[];
}

/** Routes a scenario's lead, and what happens to it later, in memory: no history. */
class Story {
  readonly #organisation: Organisation;
  readonly #ruleSet: typeof demoRuleSet;
  readonly #openLeads: Map<RepId, number>;
  readonly #pools = new Map<PoolId, PoolState>();
  readonly #open: { leadId: LeadId; receivedAt: string; lead: LeadDetails; repId: RepId | null }[] = [];

  constructor({ change = (organisation) => organisation, openLeads = {}, ruleSet = demoRuleSet }: Scenario) {
    this.#organisation = change(buildOrganisation(NOW_MS));
    this.#ruleSet = ruleSet;
    this.#openLeads = new Map(Object.entries(openLeads) as [RepId, number][]);
  }

  decide({ leadId, lead, afterMinutes, epoch, excludedRepIds }: Question) {
    const directory = toDirectory(this.#organisation);
    const now = toTimestamp(NOW_MS + afterMinutes * MINUTE_MS);
    const facts = this.#factsOf(leadId, lead);
    const plan = planRouting(this.#ruleSet, facts, directory.findTerritory);
    const windowMs = this.#ruleSet.duplicateWindowMinutes * MINUTE_MS;
    const joined = epoch > 1 ? null : findDuplicate({ leadId, receivedAt: now, lead }, this.#open, windowMs);
    const duplicateOf = joined === null ? null : { leadId: joined.of.leadId, repId: joined.of.repId };
    const request = { leadId, epoch, now, facts, excludedRepIds, duplicateOf, assignTo: null };
    for (const repId of excludedRepIds) this.#openLeads.set(repId, (this.#openLeads.get(repId) ?? 0) - 1);
    const snapshot = buildSnapshot(collectScope(plan, directory), directory, {
      openLeads: (repId) => this.#openLeads.get(repId),
      pool: (poolId) => this.#pools.get(poolId),
    });
    const inputs = { format: 1, ruleSet: { version: 1, hash: "demo" }, request, snapshot } as const;
    const { decision, pool } = decide(this.#ruleSet, inputs);
    if (pool !== null) this.#pools.set(pool.id, pool);
    if (decision.outcome.kind === "assigned") {
      const { repId } = decision.outcome;
      this.#openLeads.set(repId, (this.#openLeads.get(repId) ?? 0) + 1);
      this.#open.push({ leadId, receivedAt: now, lead, repId });
    }
    const explanation = renderText(decision, {
      rep: (id) => directory.reps.get(id)?.name,
      pool: (id) => directory.pools.get(id)?.name,
      queue: (id) => directory.queues.get(id)?.name,
    });
    return { decision, explanation };
  }

  #factsOf(leadId: LeadId, lead: LeadDetails) {
    const { accounts, reps, partners } = this.#organisation;
    const match = scoreAccounts(toLeadEvidence(lead), accounts);
    return buildFacts({
      submission: {
        leadId,
        source: "demo-form",
        idempotencyKey: leadId,
        bodyHash: "0".repeat(64),
        receivedAt: toTimestamp(NOW_MS),
        lead,
        warnings: [],
      },
      account: match.account,
      match,
      partner: partners.find(({ code }) => code.toLowerCase() === lead.partnerCode?.toLowerCase()) ?? null,
      nameOf: (id) => reps.find((rep) => rep.id === id)?.name ?? null,
    });
  }
}

function ownerOf({ outcome }: Decision): readonly RepId[] {
  return outcome.kind === "assigned" ? [outcome.repId] : [];
}

describe("the scenarios, decided in memory", () => {
  test.each(scenarios)("$name", (scenario) => {
    const story = new Story(scenario);
    const { later = [] } = scenario;
    let { lead } = scenario;
    let epoch = 1;
    let latest = story.decide({ leadId: "lead_scenario", lead, afterMinutes: 0, epoch, excludedRepIds: [] });
    expect(latest.explanation).toEqual(scenario.explanation);
    expect(latest.decision.outcome).toMatchObject(scenario.outcome);
    for (const [index, step] of later.entries()) {
      const isNew = step.kind === "same_person_again";
      if (step.kind === "qualify") lead = Object.assign({}, lead, step.details);
      if (!isNew) epoch += 1;
      latest = story.decide({
        leadId: isNew ? `lead_again-${index}` : "lead_scenario",
        lead,
        afterMinutes: step.afterMinutes,
        epoch: isNew ? 1 : epoch,
        excludedRepIds: step.kind === "reroute" ? ownerOf(latest.decision) : [],
      });
      expect(latest.explanation).toEqual(step.explanation);
      expect(latest.decision.outcome).toMatchObject(step.outcome);
    }
  });
});
