import { expect, test } from "vitest";

import { LeadFacts } from "./lead-facts.ts";

test("an added fact hides a given one of its name, even where it is null, whoever asked before", () => {
  const given = { "lead.country": "DE", tier: "typed" };
  const facts = new LeadFacts(given);
  expect([facts.valueOf("tier"), facts.all["tier"]]).toEqual(["typed", "typed"]);
  facts.add({ tier: null });
  facts.add({ tier: null, territory: "territory_de" });
  expect([facts.valueOf("tier"), facts.valueOf("territory"), facts.valueOf("lead.country")]).toEqual([
    null,
    "territory_de",
    "DE",
  ]);
  expect(facts.all).toEqual({ "lead.country": "DE", tier: null, territory: "territory_de" });
  expect(given).toEqual({ "lead.country": "DE", tier: "typed" });
});
