import { toTimestamp } from "@pointsman/contracts/primitive";
import { runArchive } from "@pointsman/store/archive/run-archive";
import { expect, test } from "vitest";

import { toSubmission } from "../../test/submission.ts";
import { openDemoService } from "../../test/timed-service.ts";

const DAY_MS = 86_400_000;

test("archived leads are read, counted and answered as before, and nothing more can be done with them", async () => {
  await using router = await openDemoService();
  const names = ["ann", "ben", "cat", "dan"];
  const submit = async (name: string) => router.api.leads.submit({ submissions: [toSubmission(name)] });
  const answers = new Map<string, unknown>();
  for (const name of names) answers.set(name, await submit(name));
  await router.api.leads.submit({
    submissions: [{ ...toSubmission("ann-again"), lead: toSubmission("ann").lead }],
  });
  await router.api.leads.reroute({ leadId: "lead_ann", reason: "rep_request", comment: "she asked" });
  await router.api.leads.reject({ leadId: "lead_ben", reason: "not_a_fit" });
  await router.api.leads.convert({ leadId: "lead_ann" });
  await router.api.leads.disqualify({ leadId: "lead_ben", reason: "no_budget" });
  router.advance(100 * DAY_MS);
  const before = {
    ann: await router.api.leads.get({ leadId: "lead_ann" }),
    why: await router.api.leads.explain({ leadId: "lead_ben" }),
    list: await router.api.leads.list({ limit: 100 }),
  };

  const bound = toTimestamp(router.service.clock.nowMs() - 90 * DAY_MS);
  const bounds = { finishedBefore: bound, unqualifiedBefore: bound, deliveredBefore: bound };
  expect(await runArchive(router.service.db, bounds)).toEqual({ leads: 3, events: 0 });

  await submit("eve");
  await router.expectSound();
  expect(await router.api.leads.get({ leadId: "lead_ann" })).toEqual({
    ...before.ann,
    lead: { ...before.ann.lead, archived: true },
  });
  expect(await router.api.leads.explain({ leadId: "lead_ben" })).toEqual(before.why);
  const { leads } = await router.api.leads.list({ limit: 100 });
  const archived = (id: string) => ["lead_ann", "lead_ann-again", "lead_ben"].includes(id);
  expect(leads.filter(({ id }) => id !== "lead_eve")).toEqual(
    before.list.leads.map((lead) => ({ ...lead, archived: archived(lead.id) })),
  );
  for (const name of names) {
    const [first] = (answers.get(name) as Awaited<ReturnType<typeof submit>>).results;
    const { results } = await submit(name);
    if (first?.ok !== true) throw new Error(`${name} was refused`);
    expect(results).toEqual([{ ...first, lead: { ...first.lead, repeated: true } }]);
  }
  await expect(router.api.leads.reroute({ leadId: "lead_ann", reason: "rep_request" })).rejects.toThrow(
    "Lead lead_ann is converted and archived",
  );
  await expect(router.api.leads.accept({ leadId: "lead_ben" })).rejects.toThrow("archived");
  await router.expectSound();
});
