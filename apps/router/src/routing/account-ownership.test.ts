import type { LeadId } from "@pointsman/contracts/id";
import type { LeadDetails } from "@pointsman/contracts/lead";
import type { Facts, RuleSet } from "@pointsman/contracts/rule-set";
import { demoRuleSet } from "@pointsman/demo/rule-set";
import type { DecisionInputs } from "@pointsman/router-core/decide";
import { findRecordedDecision } from "@pointsman/store/decisions/find-decisions";
import { buildAccount } from "@pointsman/testkit/builders";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";

import { toSubmission } from "../../test/submission.ts";
import { openTestService, seedOrganisation, START_MS, type TestService } from "../../test/test-service.ts";
import { readAccountNames } from "./read-account-names.ts";

const DAY_MS = 86_400_000;

async function openSeeded() {
  const router = await openTestService();
  await seedOrganisation(router);
  return router;
}

function after(days: number): string {
  return new Date(START_MS + days * DAY_MS).toISOString();
}

/** Submits a lead and gives back the facts of its decision. */
async function submit(
  { api, service }: TestService,
  name: string,
  lead: Partial<LeadDetails>,
  days = 0,
): Promise<Facts> {
  const { leadId, ...rest } = toSubmission(name, lead, { receivedAt: after(days) });
  await api.leads.submit({ submissions: [{ leadId, ...rest }] });
  return readFacts(service, { leadId, epoch: 1 });
}

async function readFacts({ db }: TestService["service"], key: { readonly leadId: LeadId; readonly epoch: number }) {
  const recorded = await findRecordedDecision(db, key);
  if (recorded === undefined) throw new Error(`Nothing was decided on ${key.leadId}`);
  return (recorded.inputs as unknown as DecisionInputs).request.facts; // written by this very service
}

describe("a known contact", () => {
  test("makes the account certain, whatever the lead says of itself, and his role is a fact", async () => {
    await using router = await openSeeded();
    const email = "Jo.Doe+work@gmail.com";
    await router.api.contacts.upsert({
      contacts: [{ accountId: "acct_tallowby", email, role: "champion" }],
    });
    const facts = await submit(router, "jo", { email: "jodoe@gmail.com", company: "Velmora Group" });
    expect(facts).toMatchObject({
      "account.id": "acct_tallowby",
      "account.matchedBy": "known_contact",
      "account.matchConfidence": 100,
      "contact.role": "champion",
    });
    const explained = await router.api.leads.explain({ leadId: "lead_jo" });
    expect(explained.accounts).toEqual([
      "Tallowby Robotics: 100 (known_contact +32, other_name −2): the lead's account",
      "Velmora Group: 89 (name +9): less speaks for it",
    ]);
    await router.expectSound();
  });

  test("is listed, looked up, and forgotten", async () => {
    await using router = await openSeeded();
    const contacts = ["a", "b", "c"].map((name) => ({
      accountId: "acct_tallowby" as const,
      email: `${name}@tallowby.example`,
      role: null,
    }));
    await router.api.contacts.upsert({ contacts });
    const first = await router.api.contacts.list({ accountId: "acct_tallowby", limit: 2 });
    expect(first.contacts).toEqual(contacts.slice(0, 2));
    const last = await router.api.contacts.list({
      accountId: "acct_tallowby",
      limit: 2,
      cursor: first.nextCursor ?? "",
    });
    expect(last).toEqual({ contacts: contacts.slice(2), nextCursor: null });
    expect(await router.api.contacts.get({ email: "A+x@tallowby.example" })).toEqual(contacts.slice(0, 1));
    expect(await router.api.contacts.remove({ email: "a@tallowby.example" })).toEqual({ removed: 1 });
    expect(await router.api.contacts.get({ email: "a@tallowby.example" })).toEqual([]);
  });

  test("of an account that is not on file is refused", async () => {
    await using router = await openSeeded();
    const refused = router.api.contacts.upsert({ contacts: [{ accountId: "acct_none", email: "a@b.example" }] });
    await expect(refused).rejects.toMatchObject({
      cause: { code: "INVALID_INPUT", issues: [{ field: "contacts.0.accountId" }] },
    });
  });
});

describe("a similar name", () => {
  const lead = { email: "ann@gmail.com", company: "Brigthwater Robotics", country: "DE" };
  const account = buildAccount("brightwater", { name: "Brightwater Robotics GmbH", domains: [], country: "DE" });

  test("finds the account", async () => {
    await using router = await openSeeded();
    await router.api.accounts.upsert({ accounts: [account] });
    expect(await submit(router, "ann", lead)).toMatchObject({
      "account.id": "acct_brightwater",
      "account.matchedBy": "similar_name",
      "account.matchConfidence": 80,
    });
  });

  test("is no match where another country speaks against it, and the explanation says so", async () => {
    await using router = await openSeeded();
    await router.api.accounts.upsert({ accounts: [{ ...account, country: "FR" }] });
    const facts = await submit(router, "ann", lead);
    expect(facts).toMatchObject({ "match.missedAccountId": "acct_brightwater", "match.missedConfidence": 6 });
    expect(facts).not.toHaveProperty("account.id");
    const { accounts } = await router.api.leads.explain({ leadId: "lead_ann" });
    expect(accounts).toEqual(["Brightwater Robotics GmbH: 6 (similar_name +6, other_country −4): not likely enough"]);
  });

  test("is found of accounts that an earlier version wrote, once their names were read", async () => {
    await using router = await openSeeded();
    await router.api.accounts.upsert({ accounts: [account] });
    await sql`delete from account_name`.execute(router.service.db);
    await sql`delete from account_key`.execute(router.service.db);
    await sql`update account set name_reading = 0`.execute(router.service.db);
    expect(await submit(router, "before", lead)).not.toHaveProperty("account.id");
    expect(await readAccountNames(router.service.db)).toBeGreaterThan(100);
    expect(await readAccountNames(router.service.db)).toBe(0);
    expect(await submit(router, "after", { ...lead, email: "bob@gmail.com" })).toMatchObject({
      "account.id": "acct_brightwater",
    });
  });
});

test("the past of an account is kept, and rules may ask for it", async () => {
  await using router = await openSeeded();
  const account = buildAccount("acme", { domains: ["acme.example"], status: "open", ownerRepId: "rep_marcus-t" });
  const save = async (change: Partial<typeof account>) =>
    router.api.accounts.upsert({ accounts: [{ ...account, ...change }] });
  await save({});
  router.advance(DAY_MS);
  await save({ ownerRepId: "rep_jordan-k" });
  router.advance(DAY_MS);
  await save({ ownerRepId: "rep_jordan-k", status: "closed_lost" });
  router.advance(DAY_MS);
  // Neither when it was lost nor who lost it goes away by leaving it out.
  await save({ ownerRepId: null, status: "closed_lost" });
  const { account: stored, history } = await router.api.accounts.get({ accountId: "acct_acme" });
  expect(stored).toMatchObject({ ownerRepId: null, formerOwnerRepId: "rep_jordan-k", closedLostAt: after(2) });
  expect(history).toEqual({
    owners: [
      { repId: "rep_jordan-k", from: after(1), until: after(3), endReason: "changed" },
      { repId: "rep_marcus-t", from: after(0), until: after(1), endReason: "changed" },
    ],
    statuses: [
      { from: "open", to: "closed_lost", at: after(2), ownerRepId: "rep_jordan-k" },
      { from: null, to: "open", at: after(0), ownerRepId: null },
    ],
  });
  expect(await submit(router, "ann", { email: "ann@acme.example" }, 3)).toMatchObject({
    "account.closedLostAt": after(2),
    "account.statusSince": after(2),
    "account.formerOwnerIds": ["rep_jordan-k", "rep_marcus-t"],
    "history.formerOwnerId": "rep_jordan-k",
  });
});

describe("S13: attribution to a partner", () => {
  const CODE = { email: "robin@saltmarsh.example", partnerCode: "LANTERN" };

  test("is on file with its window, which another lead of the person finds until its end", async () => {
    await using router = await openSeeded();
    await submit(router, "first", CODE);
    const { lead } = await router.api.leads.get({ leadId: "lead_first" });
    expect(lead).toMatchObject({ partnerId: "part_lanternway", attribution: { by: "code", until: after(90) } });

    const within = await submit(router, "within", { email: CODE.email }, 89);
    expect(within).toMatchObject({
      "partner.id": "part_lanternway",
      "partner.attributedBy": "window",
      "partner.attributedUntil": after(90),
    });
    // Found by a lead that was found itself, the window would never end.
    expect(await submit(router, "behind", { email: CODE.email }, 90)).not.toHaveProperty("partner.id");
    await router.expectSound();
  });

  test("holds for everybody of the same account, and through a re-route though the code has changed", async () => {
    await using router = await openSeeded();
    await router.api.accounts.upsert({ accounts: [buildAccount("saltmarsh")] });
    await submit(router, "first", CODE);
    const facts = await submit(router, "colleague", { email: "kim@saltmarsh.example" }, 1);
    expect(facts).toMatchObject({ "partner.id": "part_lanternway", "partner.attributedBy": "window" });
    const partner = (await router.api.partners.list()).partners.find(({ id }) => id === "part_lanternway");
    if (partner === undefined) throw new Error("the demo organisation has Lanternway");
    await router.api.partners.upsert({ partners: [{ ...partner, code: "OTHER", attributionDays: 0 }] });
    const moved = await router.api.leads.reroute({ leadId: "lead_colleague", reason: "rep_request" });
    expect(moved.decision.outcome).toMatchObject({ copiedRepIds: ["rep_isabel-q"] });
    expect(await readFacts(router.service, { leadId: "lead_colleague", epoch: 2 })).toMatchObject({
      "partner.attributedBy": "window",
      "partner.attributedUntil": after(90),
    });
  });

  test("stays when the lead qualifies, and a code that comes with that opens a window", async () => {
    await using router = await openSeeded();
    const ruleSet: RuleSet = { ...demoRuleSet, qualification: { fact: "lead.score", op: "gte", value: 50 } };
    await router.api.ruleSets.publish({ ruleSet });
    await submit(router, "first", CODE);
    await submit(router, "second", { email: CODE.email }, 1);
    await router.api.leads.qualify({ leadId: "lead_second", details: { score: 80 } });
    const second = (await router.api.leads.get({ leadId: "lead_second" })).lead;
    expect(second).toMatchObject({ partnerId: "part_lanternway", attribution: { by: "window", until: after(90) } });
    expect(await readFacts(router.service, { leadId: "lead_second", epoch: 2 })).toMatchObject({
      "partner.id": "part_lanternway",
      "partner.attributedBy": "window",
    });
    await submit(router, "other", { email: "robin@fernhill.example" }, 2);
    await router.api.leads.qualify({ leadId: "lead_other", details: { score: 80, partnerCode: "cairn" } });
    const other = (await router.api.leads.get({ leadId: "lead_other" })).lead;
    expect(other).toMatchObject({ partnerId: "part_cairnwell", attribution: { by: "code", until: after(92) } });
    await router.expectSound();
  });

  test("goes to the latest code", async () => {
    await using router = await openSeeded();
    await submit(router, "first", CODE);
    await submit(router, "second", { ...CODE, partnerCode: "cairn" }, 10);
    expect(await submit(router, "third", { email: CODE.email }, 20)).toMatchObject({
      "partner.id": "part_cairnwell",
      "partner.attributedUntil": after(100),
    });
  });
});
