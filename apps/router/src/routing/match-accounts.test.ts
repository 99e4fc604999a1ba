import { toId, type AccountId } from "@pointsman/contracts/id";
import type { LeadDetails } from "@pointsman/contracts/lead";
import type { Facts } from "@pointsman/contracts/rule-set";
import type { DecisionInputs } from "@pointsman/router-core/decide";
import { inTransaction } from "@pointsman/store/in-transaction";
import { buildAccount } from "@pointsman/testkit/builders";
import { expect, test } from "vitest";

import { toSubmission } from "../../test/submission.ts";
import { openTestService, seedOrganisation, type TestService } from "../../test/test-service.ts";
import { matchAccounts } from "./match-accounts.ts";

async function openSeeded() {
  const router = await openTestService();
  await seedOrganisation(router);
  return router;
}

/** Facts of the latest decision on each lead, by the lead's name. */
async function readFacts({ service }: TestService): Promise<ReadonlyMap<string, Facts>> {
  const recorded = await service.db.selectFrom("decision").select(["lead_id", "inputs"]).orderBy("epoch").execute();
  return new Map(
    // Inputs were written by this very service.
    recorded.map(({ lead_id, inputs }) => [lead_id, (inputs as unknown as DecisionInputs).request.facts]),
  );
}

test.each<[string, Partial<LeadDetails>, AccountId | undefined, string | undefined]>([
  ["its address", { email: "ann@velmora.example" }, "acct_velmora-group", "domain"],
  [
    "its web site",
    { email: "ann@gmail.com", website: "https://www.velmora.example/x" },
    "acct_velmora-group",
    "website",
  ],
  ["the name of a subsidiary", { email: "ann@velmora.example", company: "Velmora Labs" }, "acct_velmora-labs", "name"],
  [
    "the name of the parent",
    { email: "ann@velmoralabs.example", company: "Velmora Group" },
    "acct_velmora-group",
    "name",
  ],
  ["its name alone", { email: "ann@gmail.com", company: "Velmora Group Inc." }, "acct_velmora-group", "name"],
  [
    "a name with a slip, from the right country",
    { email: "ann@gmail.com", company: "Quilmark Sistems", country: "US" },
    undefined,
    undefined,
  ],
  ["nothing: the name is another", { email: "ann@gmail.com", company: "Velora Groups" }, undefined, undefined],
])("a lead finds its account by %s, and the facts say so", async (_, lead, accountId, matchedBy) => {
  await using router = await openSeeded();
  await router.api.leads.submit({ submissions: [toSubmission("ann", lead)] });
  const facts = (await readFacts(router)).get("lead_ann");
  expect([facts?.["account.id"], facts?.["account.matchedBy"]]).toEqual([accountId, matchedBy]);
  expect((await router.api.leads.get({ leadId: "lead_ann" })).lead.accountId).toBe(accountId ?? null);
  await router.expectSound();
});

test("a hundred leads cost as many statements as one", async () => {
  await using router = await openSeeded();
  const countStatements = async (leads: number) => {
    let statements = 0;
    const db = router.service.db.withPlugin({
      transformQuery: ({ node }) => {
        statements += 1;
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    const company = "Quilmark Sistems";
    const submissions = Array.from({ length: leads }, (_, index) => [
      toSubmission(`a${index}`, { email: `a${index}@gmail.com`, company }),
      toSubmission(`b${index}`, { email: `b${index}@velmora.example` }),
    ]).flat();
    const history = { leadCount: 0, lastLeadAt: null, lastOwnerId: null, accountIds: [] };
    const unmatched = submissions.map((submission) => ({ submission, history }));
    await inTransaction(db, async (tx) => matchAccounts(tx, unmatched));
    return statements;
  };
  const one = await countStatements(1);
  expect(one).toBe(4);
  expect(await countStatements(100)).toBe(one);
});

test("whoever wrote from a mail provider for an account is known the next time, and after a re-route too", async () => {
  await using router = await openSeeded();
  const email = "ann@gmail.com";
  const first = toSubmission("first", { email, website: "velmora.example" });
  const second = toSubmission("second", { email }, { receivedAt: "2026-11-22T13:00:00.000Z" });
  await router.api.leads.submit({ submissions: [first] });
  await router.api.leads.submit({ submissions: [second] });
  const known = {
    "account.id": "acct_velmora-group",
    "account.matchedBy": "contact",
    "history.kind": "known_contact",
    "history.leadCount": 1,
    "history.lastLeadAt": first.receivedAt,
    "history.daysSinceLastLead": 2,
    "history.lastOwnerId": "rep_sarah-l",
  };
  expect((await readFacts(router)).get("lead_second")).toMatchObject(known);
  await router.api.leads.reroute({ leadId: "lead_second", reason: "wrong_owner" });
  expect((await readFacts(router)).get("lead_second")).toMatchObject(known);
  await router.expectSound();
});

test("a lead of a lost account is a re-engagement with its history", async () => {
  await using router = await openSeeded();
  await router.api.leads.submit({ submissions: [toSubmission("ines", { email: "ines@ferrowell.example" })] });
  expect((await readFacts(router)).get("lead_ines")).toMatchObject({
    "history.kind": "re_engagement",
    "history.leadCount": 0,
    "history.lostAt": "2026-03-17T16:00:00.000Z",
    "history.daysSinceLost": 247,
    "history.formerOwnerId": "rep_marcus-t",
  });
});

test("domains of accounts are kept as leads have them", async () => {
  await using router = await openSeeded();
  const account = buildAccount("mueller", { domains: ["www.müller.example", "müller.example", "acme.co.uk"] });
  await router.api.accounts.upsert({ accounts: [account] });
  await router.api.leads.submit({ submissions: [toSubmission("ann", { email: "ann@xn--mller-kva.example" })] });
  expect((await readFacts(router)).get("lead_ann")).toMatchObject({ "account.id": account.id });
  const { accounts } = await router.api.accounts.list({ limit: 1_000 });
  expect(accounts.find(({ id }) => id === account.id)?.domains).toEqual(["xn--mller-kva.example", "acme.co.uk"]);
});

test("a tag in the address does not make another person", async () => {
  await using router = await openSeeded();
  const submit = async (name: string, email: string) => {
    const { results } = await router.api.leads.submit({ submissions: [toSubmission(name, { email })] });
    return results.map((result) => (result.ok ? result.lead.state : result.code));
  };
  expect(await submit("a", "ann@prism.example")).toEqual(["assigned"]);
  expect(await submit("b", "ann+demo@prism.example")).toEqual(["attached"]);
  const both = ["x", "y"].map((tag) => toSubmission(tag, { email: `bob+${tag}@prism.example` }));
  const { results } = await router.api.leads.submit({ submissions: both });
  expect(results.map((result) => result.ok && result.lead.state)).toEqual(["assigned", "attached"]);
  expect((await router.api.leads.get({ leadId: toId("lead", "y") })).lead.attachedToLeadId).toBe("lead_x");
  await router.expectSound();
});
