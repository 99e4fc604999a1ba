import { buildOrganisation } from "@pointsman/demo/organisation";
import { scenarios } from "@pointsman/demo/scenarios";
import { describe, expect, test } from "vitest";

import { giveOpenLeads } from "../test/give-open-leads.ts";
import { toSubmission } from "../test/submission.ts";
import { openTestService, seedOrganisation, START_MS } from "../test/test-service.ts";

describe("the scenarios, through the public API and Postgres", () => {
  test.each(scenarios)("$name", async (scenario) => {
    const { lead, change = (organisation) => organisation, openLeads = {}, outcome, explanation } = scenario;
    await using router = await openTestService();
    await seedOrganisation(router, change(buildOrganisation(START_MS)));
    await giveOpenLeads(router, openLeads);
    const { results } = await router.api.leads.submit({ submissions: [{ ...toSubmission("scenario"), lead }] });
    const [result] = results;
    expect(result).toMatchObject({ ok: true, lead: { state: outcome.kind, decision: { outcome }, explanation } });
    const stored = await router.api.leads.get({ leadId: "lead_scenario" });
    expect(stored.decisions.at(-1)).toEqual(result?.ok === true ? result.lead : undefined);
    await router.expectSound();
  });
});
