import { readFileSync } from "node:fs";

import { scenarios } from "@pointsman/demo/scenarios";
import { expect, test } from "vitest";

import { toSubmission } from "../../test/submission.ts";
import { openTestService, seedOrganisation } from "../../test/test-service.ts";

const DOCS = new URL("../../../../docs/explanations.md", import.meta.url);

async function openWithJordan() {
  const router = await openTestService();
  await seedOrganisation(router);
  const lead = scenarios[0]?.lead;
  if (lead === undefined) throw new Error("the first scenario is Jordan M.");
  await router.api.leads.submit({ submissions: [{ ...toSubmission("jordan"), lead }] });
  return router;
}

test("an explanation has the text, each colleague's reason, and the change that would have given another owner", async () => {
  await using router = await openWithJordan();
  const explained = await router.api.leads.explain({ leadId: "lead_jordan" });
  expect(explained).toMatchObject({ leadId: "lead_jordan", epoch: 1, text: scenarios[0]?.explanation });
  expect(explained.colleagues.map(({ repId }) => repId)).toEqual(["rep_jordan-k", "rep_diego-r", "rep_lucia-f"]);
  expect(explained.smallestChange).toEqual([
    "With 501 employees instead of 350 the lead would have gone to Nina P. (West Enterprise, as things stand now).",
  ]);
});

test("docs/explanations.md shows what the service answers", async () => {
  await using router = await openWithJordan();
  const { text, markdown, accounts, colleagues, smallestChange } = await router.api.leads.explain({
    leadId: "lead_jordan",
  });
  const docs = readFileSync(DOCS, "utf8");
  for (const lines of [text, accounts, colleagues.map(({ reason }) => reason), smallestChange]) {
    expect(docs).toContain(`\n${lines.join("\n")}\n`);
  }
  expect(docs).toContain(`\`\`\`text\n${markdown}\`\`\``);
});

test("an earlier decision is explained too", async () => {
  await using router = await openWithJordan();
  await router.api.leads.reroute({ leadId: "lead_jordan", reason: "rep_request", toRepId: "rep_marcus-t" });
  const latest = await router.api.leads.explain({ leadId: "lead_jordan" });
  expect(latest).toMatchObject({
    epoch: 2,
    text: ["Assigned to Marcus T. by hand"],
    colleagues: [],
    smallestChange: ["No change of a fact would have given another owner: no rule was asked."],
  });
  const first = await router.api.leads.explain({ leadId: "lead_jordan", epoch: 1 });
  expect(first.text.at(-1)).toBe("Assigned to Jordan K.; matched 2/3 criteria");
});

test.each([
  [{ leadId: "lead_nobody" }, "There is no lead lead_nobody."],
  [{ leadId: "lead_jordan", epoch: 7 }, "There is no decision 7 on lead lead_jordan."],
] as const)("%j is not found", async (input, message) => {
  await using router = await openWithJordan();
  await expect(router.api.leads.explain(input)).rejects.toMatchObject({ message, cause: { code: "NOT_FOUND" } });
});
