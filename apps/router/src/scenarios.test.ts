import type { RoutedLead } from "@pointsman/contracts/api";
import type { LeadDetails } from "@pointsman/contracts/lead";
import { buildOrganisation } from "@pointsman/demo/organisation";
import { scenarios, type ScenarioStep } from "@pointsman/demo/scenarios";
import { describe, expect, test } from "vitest";

import { giveOpenLeads } from "../test/give-open-leads.ts";
import { toSubmission } from "../test/submission.ts";
import { openTestService, seedOrganisation, START_MS, type TestService } from "../test/test-service.ts";

const MINUTE_MS = 60_000;

async function submit({ api }: TestService, name: string, lead: LeadDetails, afterMinutes = 0) {
  const receivedAt = new Date(START_MS + afterMinutes * MINUTE_MS).toISOString();
  const { results } = await api.leads.submit({ submissions: [{ ...toSubmission(name), receivedAt, lead }] });
  const [result] = results;
  if (result?.ok !== true) throw new Error(`${name} was refused: ${result?.message}`);
  return result.lead;
}

async function take(router: TestService, step: ScenarioStep, lead: LeadDetails): Promise<RoutedLead> {
  const { api } = router;
  switch (step.kind) {
    case "same_person_again":
      return submit(router, `again-${step.afterMinutes}`, lead, step.afterMinutes);
    case "qualify":
      return api.leads.qualify({ leadId: "lead_scenario", details: step.details });
    case "reroute":
      return api.leads.reroute({ leadId: "lead_scenario", reason: step.reason, requestedBy: "rep" });
  }
}

describe("the scenarios, through the public API and Postgres", () => {
  test.each(scenarios)("$name", async (scenario) => {
    const { lead, change = (organisation) => organisation, openLeads = {}, ruleSet, later = [] } = scenario;
    await using router = await openTestService();
    await seedOrganisation(router, change(buildOrganisation(START_MS)));
    await giveOpenLeads(router, openLeads);
    if (ruleSet !== undefined) await router.api.ruleSets.publish({ ruleSet });
    let routed = await submit(router, "scenario", lead);
    let minutes = 0;
    for (const expected of [scenario, ...later]) {
      if ("kind" in expected) {
        router.advance((expected.afterMinutes - minutes) * MINUTE_MS);
        minutes = expected.afterMinutes;
        routed = await take(router, expected, lead);
      }
      const { outcome, explanation } = expected;
      expect(routed).toMatchObject({ state: outcome.kind, decision: { outcome }, explanation });
      const { decisions } = await router.api.leads.get({ leadId: routed.leadId });
      expect(decisions.at(-1)).toEqual(routed);
      await router.expectSound();
    }
  });
});
