import { toId, type RepId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";
import { buildOrganisation, type Organisation } from "@pointsman/demo/organisation";
import { expect, test } from "vitest";

import { toSubmission } from "../../test/submission.ts";
import { openTestService, seedOrganisation, START_MS, type TestService } from "../../test/test-service.ts";

const DAY_MS = 86_400_000;

/** The demo organisation with two reps in the West pool for 200–500, and something else about the one or the pool. */
function organise(
  pool: Partial<Organisation["pools"][number]>,
  jordan: Partial<Organisation["reps"][number]> = {},
): Organisation {
  const organisation = buildOrganisation(START_MS);
  const members = (["rep_jordan-k", "rep_diego-r"] as const).map((repId) => ({ repId, weight: 100 }));
  return {
    ...organisation,
    reps: organisation.reps.map((rep) => (rep.id === "rep_jordan-k" ? { ...rep, ...jordan } : rep)),
    pools: organisation.pools.map((entry) =>
      entry.id === "pool_west-mid-market" ? { ...entry, members, ...pool } : entry,
    ),
  };
}

function many(prefix: string, count: number, company?: string): readonly Submission[] {
  return Array.from({ length: count }, (_, index) =>
    toSubmission(`${prefix}-${index}`, { email: `${prefix}-${index}@${company ?? `firm${index}`}.example` }),
  );
}

async function winnersOf({ api }: TestService, submissions: readonly Submission[]): Promise<readonly (RepId | null)[]> {
  const { results } = await api.leads.submit({ submissions });
  return results.map((result) =>
    result.ok && result.lead.decision.outcome.kind === "assigned" ? result.lead.decision.outcome.repId : null,
  );
}

test("a cap per day holds within a batch and across batches, and is lifted at midnight in the rep's zone", async () => {
  await using router = await openTestService();
  await seedOrganisation(router, organise({ selection: "fair_share" }, { maxPerDay: 3 }));
  const jordans = async (prefix: string) =>
    (await winnersOf(router, many(prefix, 8))).filter((repId) => repId === "rep_jordan-k").length;
  expect(await jordans("one")).toBe(3);
  expect(await jordans("two")).toBe(0);
  // 2026-11-21T07:59Z is still Friday in Los Angeles.
  router.advance(DAY_MS - 4 * 3_600_000 - 60_000);
  expect(await jordans("three")).toBe(0);
  router.advance(60_000);
  expect(await jordans("four")).toBe(3);
  await router.expectSound();
});

test("a pool that keeps accounts gives the next lead of a company to the same rep, in the batch and later", async () => {
  await using router = await openTestService();
  const organisation = organise({ selection: "account_sticky" });
  const domains = ["stickyone.example", "stickytwo.example"];
  const accounts = domains.map((domain) => {
    const name = domain.split(".")[0] ?? domain;
    const [template] = organisation.accounts;
    if (template === undefined) throw new Error("the demo organisation has accounts");
    const bare = { ownerRepId: null, csmRepId: null, formerOwnerRepId: null, closedLostAt: null } as const;
    return { ...template, ...bare, id: toId("account", name), name, domains: [domain], status: "prospect" as const };
  });
  await seedOrganisation(router, { ...organisation, accounts: [...organisation.accounts, ...accounts] });
  const [one = null, ...more] = await winnersOf(router, many("a", 3, "stickyone"));
  const [two = null] = await winnersOf(router, many("b", 1, "stickytwo"));
  expect(one).not.toBe(two);
  expect(more).toEqual([one, one]);
  expect(await winnersOf(router, many("c", 2, "stickyone"))).toEqual([one, one]);
  expect(await winnersOf(router, many("d", 2, "stickytwo"))).toEqual([two, two]);
  await router.expectSound();
});

test("a pool that goes from sharing value to sharing leads starts with a clean ledger", async () => {
  await using router = await openTestService();
  const value = { fact: "lead.employees", otherwise: 100 };
  await seedOrganisation(router, organise({ selection: "balanced_value", value }));
  await winnersOf(router, many("a", 3));
  const creditsOf = async () =>
    (await router.api.pools.list()).pools
      .find(({ id }) => id === "pool_west-mid-market")
      ?.ledger.map(({ creditMicro }) => creditMicro);
  // Each of the three is of 350 people.
  expect((await creditsOf())?.toSorted((a, b) => a - b)).toEqual([-175_000_000, 175_000_000]);
  const fair = organise({ selection: "fair_share" }).pools.filter(({ id }) => id === "pool_west-mid-market");
  await router.api.pools.upsert({ pools: fair });
  expect(await creditsOf()).toEqual([0, 0]);
  await router.expectSound();
});
