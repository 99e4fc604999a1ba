import type { Submission } from "@pointsman/contracts/lead";
import type { Account } from "@pointsman/contracts/organisation";
import { describe, expect, test } from "vitest";

import { toLeadEvidence } from "../matching/lead-evidence.ts";
import { scoreAccounts } from "../matching/score-accounts.ts";
import { buildFacts } from "./build-facts.ts";
import { toEmailDomain } from "./email-domain.ts";
import { findFact } from "./registry.ts";

const SUBMISSION: Submission = {
  leadId: "lead_1",
  source: "demo-form",
  idempotencyKey: "1",
  bodyHash: "0".repeat(64),
  receivedAt: "2026-11-22T09:30:00.000Z",
  lead: { email: "ann@mail.acme.co.uk", employees: { min: 200, max: 500 }, utm: { source: "ads" } },
  warnings: [],
};

const ACCOUNT: Account = {
  id: "acct_acme",
  name: "Acme",
  domains: ["acme.co.uk"],
  status: "closed_lost",
  division: "emea",
  ownerRepId: null,
  csmRepId: "rep_sarah-k",
  formerOwnerRepId: "rep_dana-p",
  closedLostAt: "2026-01-01T00:00:00.000Z",
  parentAccountId: null,
  aliases: [],
  country: null,
  team: [{ role: "sponsor", repId: "rep_sarah-k" }],
};

const SOURCES = { submission: SUBMISSION, account: null, partner: null, nameOf: () => null };

describe("facts of a lead", () => {
  test("are its known details, with the domain read by the public suffix list", () => {
    expect(buildFacts(SOURCES)).toEqual({
      "lead.source": "demo-form",
      "lead.receivedAt": "2026-11-22T09:30:00.000Z",
      "lead.emailDomain": "acme.co.uk",
      "lead.isFreeMail": false,
      "lead.isDisposableMail": false,
      "lead.employees": 200,
      "lead.utmSource": "ads",
      "history.kind": "new",
      "history.isKnownContact": false,
      "history.leadCount": 0,
    });
  });

  test("include the account with the names of its people, and a lost one makes it a re-engagement", () => {
    const facts = buildFacts({
      ...SOURCES,
      account: ACCOUNT,
      nameOf: (repId) => (repId === "rep_sarah-k" ? "Sarah K." : null),
    });
    expect(facts).toMatchObject({
      "account.csmName": "Sarah K.",
      "account.formerOwnerId": "rep_dana-p",
      "account.team.sponsor": "rep_sarah-k",
      "account.teamName.sponsor": "Sarah K.",
      "history.kind": "re_engagement",
      "history.isKnownContact": false,
    });
    expect(facts).not.toHaveProperty("account.formerOwnerName");
  });

  test("say how the account was found, or which one missed", () => {
    const found = scoreAccounts(toLeadEvidence(SUBMISSION.lead), [ACCOUNT]);
    expect(buildFacts({ ...SOURCES, account: ACCOUNT, match: found })).toMatchObject({
      "account.matchConfidence": 97,
      "account.matchedBy": "domain",
    });
    const missed = scoreAccounts(toLeadEvidence({ email: "a@gmail.com", company: "Acme Legal" }), [ACCOUNT]);
    expect(buildFacts({ ...SOURCES, match: missed })).toMatchObject({
      "match.missedAccountId": "acct_acme",
      "match.missedConfidence": missed.confidence,
    });
  });

  test("include what the person did before, and how long ago the account was lost", () => {
    const contact = { leadCount: 2, lastLeadAt: "2026-11-20T10:00:00.000Z", lastOwnerId: "rep_ann" } as const;
    expect(buildFacts({ ...SOURCES, account: ACCOUNT, contact })).toMatchObject({
      "history.kind": "re_engagement",
      "history.isKnownContact": true,
      "history.leadCount": 2,
      "history.lastOwnerId": "rep_ann",
      "history.daysSinceLastLead": 1,
      "history.daysSinceLost": 325,
      "history.formerOwnerId": "rep_dana-p",
    });
  });

  test("include the past of the account, what the person is there, and why the lead is the partner's", () => {
    const partner = {
      id: "part_x",
      name: "X",
      code: "X1",
      managerRepId: "rep_p",
      policy: "territory_rep",
      attributionDays: 90,
    } as const;
    const facts = buildFacts({
      ...SOURCES,
      account: ACCOUNT,
      accountHistory: { formerOwnerIds: ["rep_ann", "rep_bob"], statusSince: "2026-01-01T00:00:00.000Z" },
      contactRole: "champion",
      partner,
      attribution: { by: "window", until: "2027-01-01T00:00:00.000Z" },
    });
    expect(facts).toMatchObject({
      "account.formerOwnerIds": ["rep_ann", "rep_bob"],
      "account.statusSince": "2026-01-01T00:00:00.000Z",
      "contact.role": "champion",
      "partner.attributedBy": "window",
      "partner.attributedUntil": "2027-01-01T00:00:00.000Z",
    });
    expect(Object.keys(facts).filter((name) => findFact(name) === undefined)).toEqual([]);
    const none = buildFacts({ ...SOURCES, accountHistory: { formerOwnerIds: [], statusSince: null } });
    expect(Object.keys(none)).not.toContain("account.formerOwnerIds");
  });

  test("include the partner and who looks after it", () => {
    const partner = {
      id: "part_x",
      name: "X",
      code: "X1",
      managerRepId: "rep_p",
      policy: "partner_manager",
      attributionDays: 90,
    } as const;
    expect(buildFacts({ ...SOURCES, partner })).toMatchObject({
      "partner.managerId": "rep_p",
      "partner.policy": "partner_manager",
    });
  });

  test("all have registered names", () => {
    expect(
      Object.keys(buildFacts({ ...SOURCES, account: ACCOUNT })).filter((name) => findFact(name) === undefined),
    ).toEqual([]);
  });
});

test.each([
  ["a@gmail.com", { domain: "gmail.com", isFreeMail: true, isDisposable: false }],
  ["a@yahoo.co.uk", { domain: "yahoo.co.uk", isFreeMail: true, isDisposable: false }],
  ["a@eu.mail.acme.example", { domain: "acme.example", isFreeMail: false, isDisposable: false }],
  ["a@localhost", { domain: null, isFreeMail: false, isDisposable: false }],
])("the domain of %s", (email, expected) => {
  expect(toEmailDomain(email)).toEqual(expected);
});
