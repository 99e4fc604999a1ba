import type { LeadDetails } from "@pointsman/contracts/lead";
import type { Account } from "@pointsman/contracts/organisation";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { buildAccount } from "./account.fixture.ts";
import { readCompanyName } from "./company-name.ts";
import { compareNames } from "./compare-names.ts";
import { toScore } from "./evidence.ts";
import { toLeadEvidence } from "./lead-evidence.ts";
import { scoreAccounts } from "./score-accounts.ts";

const LEAD: LeadDetails = { email: "ann@acme.example" };

function match(lead: LeadDetails, candidates: readonly Account[]) {
  return scoreAccounts(toLeadEvidence(lead), candidates);
}

describe("of accounts with the lead's domain", () => {
  test("at equal weight a customer comes first, then open, lost, prospect; then the lower id", () => {
    const all = [
      buildAccount("e", { status: "prospect", name: "Acme" }),
      buildAccount("d", { status: "closed_lost", name: "Acme" }),
      buildAccount("c", { status: "open", name: "Acme" }),
      buildAccount("b", { status: "customer", name: "Acme" }),
      buildAccount("a", { status: "customer", name: "Acme" }),
    ];
    const { account, candidates, confidence, matchedBy } = match(LEAD, all);
    expect({ id: account?.id, confidence, matchedBy }).toEqual({ id: "acct_a", confidence: 97, matchedBy: "domain" });
    expect(candidates.map(({ accountId, lostBy }) => [accountId, lostBy])).toEqual([
      ["acct_a", null],
      ["acct_b", "higher_id"],
      ["acct_c", "status"],
      ["acct_d", "status"],
      ["acct_e", "status"],
    ]);
    expect(match(LEAD, all.slice(0, 3)).account?.id).toBe("acct_c");
  });

  test("the one with more findings of the same weight in all comes before the lower id", () => {
    const [few, more] = [
      buildAccount("a", { name: "Acme Legal", country: null }),
      buildAccount("b", { name: "Acme Legal", country: "US" }),
    ];
    const lead = { ...LEAD, company: "Acme Legal", country: "US" };
    expect(match(lead, [few, more])).toMatchObject({
      account: { id: "acct_b" },
      candidates: [{ lostBy: null }, { accountId: "acct_a", lostBy: "lower_score" }],
    });
  });

  test("the one whose name was typed wins over a customer", () => {
    const tube = buildAccount("tube", { name: "YouTube" });
    const search = buildAccount("search", { name: "Google", status: "customer" });
    const { account, candidates } = match({ ...LEAD, company: "YouTube, LLC" }, [search, tube]);
    expect(account).toBe(tube);
    expect(candidates).toEqual([
      {
        accountId: "acct_tube",
        score: 100,
        bits: 14,
        evidence: [
          { kind: "domain", bits: 11 },
          { kind: "name", bits: 9 },
        ],
        lostBy: null,
      },
      {
        accountId: "acct_search",
        score: 89,
        bits: 3,
        evidence: [
          { kind: "domain", bits: 11 },
          { kind: "other_name", bits: -2 },
        ],
        lostBy: "lower_score",
      },
    ]);
  });

  test("the one in the lead's country wins", () => {
    const [us, de] = [buildAccount("a", { country: "US" }), buildAccount("b", { country: "DE" })];
    expect(match({ ...LEAD, country: "DE" }, [us, de]).account).toBe(de);
    expect(match({ ...LEAD, country: "US" }, [us, de]).account).toBe(us);
  });
});

describe("a family", () => {
  const parent = buildAccount("parent", { name: "Velmora Group", domains: ["velmora.example"] });
  const child = buildAccount("child", {
    name: "Velmora Labs",
    domains: ["velmoralabs.example"],
    parentAccountId: parent.id,
    status: "customer",
  });
  const family = [parent, child];

  test.each([
    [{ email: "ann@velmora.example" }, parent, "domain"],
    [{ email: "ann@velmora.example", company: "Velmora Labs" }, child, "name"],
    [{ email: "ann@velmora.example", company: "Velmora Group" }, parent, "domain"],
    [{ email: "ann@velmoralabs.example" }, child, "domain"],
    [{ email: "ann@velmoralabs.example", company: "Velmora Group" }, parent, "name"],
  ])("%j goes to the right member", (lead, member, matchedBy) => {
    expect(match(lead, family)).toMatchObject({ account: { id: member.id }, matchedBy });
  });

  test("the domain of the parent alone is no match for the child", () => {
    expect(match({ email: "ann@velmora.example" }, family).candidates[1]).toMatchObject({
      accountId: "acct_child",
      score: 33,
      evidence: [{ kind: "parent_domain" }],
      lostBy: "below_threshold",
    });
  });
});

test("what is not likely enough is no match, and the best that missed is named", () => {
  const near = buildAccount("near", { name: "Acme Legal", domains: [] });
  const far = buildAccount("far", { name: "Initech", domains: [] });
  const result = match({ email: "ann@gmail.com", company: "Acme Logistics" }, [far, near]);
  expect(result).toMatchObject({ account: null, matchedBy: null });
  expect(result.confidence).toBe(result.candidates[0]?.score);
  expect(result.candidates[0]).toMatchObject({ accountId: "acct_near", lostBy: "below_threshold" });
  expect(match(LEAD, [])).toEqual({ account: null, confidence: 0, matchedBy: null, candidates: [] });
});

test("somebody whose earlier lead belonged to an account belongs to it by free mail too", () => {
  const account = buildAccount("a");
  const evidence = toLeadEvidence({ email: "ann@gmail.com" }, { accountIds: [account.id], contactOfIds: [] });
  expect(scoreAccounts(evidence, [account])).toMatchObject({ account: { id: "acct_a" }, matchedBy: "contact" });
});

test("scores are probabilities in percent, and grow with the evidence", () => {
  expect([-99, -6, -1, 0, 1, 2, 5, 99].map(toScore)).toEqual([0, 2, 33, 50, 67, 80, 97, 100]);
});

const wildText = fc.oneof(
  fc.constantFrom("", "Acme", "Acme GmbH", "The Acme Group", "ACME Deutschland", "Akme", "A. C. M. E.", "\uD800"),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ maxLength: 3 }).map((text) => text.repeat(4_000)),
);
const wildAccount = fc
  .record({
    name: wildText,
    domains: fc.array(fc.oneof(fc.constantFrom("acme.example", "acme.de", "gmail.com"), wildText), { maxLength: 3 }),
    aliases: fc.array(wildText, { maxLength: 3 }),
    status: fc.constantFrom("prospect", "open", "customer", "closed_lost"),
    country: fc.constantFrom(null, "US", "DE"),
    parentAccountId: fc.constantFrom(null, "acct_0", "acct_1", "acct_none"),
  } as const)
  .map((overrides) => (id: number) => buildAccount(String(id), overrides));
const wildAccounts = fc
  .array(wildAccount, { maxLength: 6 })
  .map((builders) => builders.map((build, index) => build(index)));
const wildLead = fc.record({
  email: fc.oneof(fc.constantFrom("ann@acme.example", "ann@acme.com", "ann@gmail.com", "@", ""), wildText),
  company: wildText,
  website: wildText,
  country: fc.constantFrom("US", "DE"),
});

test("the order of the candidates says nothing, and no input at all makes it throw", () => {
  fc.assert(
    fc.property(wildLead, wildAccounts, fc.infiniteStream(fc.nat()), (lead, accounts, chance) => {
      const shuffled = accounts
        .map((account) => ({ account, place: chance.next().value }))
        .sort((a, b) => a.place - b.place)
        .map(({ account }) => account);
      const result = match(lead, accounts);
      expect(match(lead, shuffled)).toEqual(result);
      expect(result.candidates).toHaveLength(accounts.length);
      expect(result.candidates.filter(({ lostBy }) => lostBy === null)).toHaveLength(result.account === null ? 0 : 1);
      for (const { score } of result.candidates) {
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
      }
    }),
  );
});

test("comparing two names is symmetric, and a name is itself", () => {
  const names = [
    "Apex",
    "Apexx",
    "IBM",
    "International Business Machines",
    "Siemens France",
    "Siemens Peru",
    "Brindlemont",
  ];
  const slip = fc
    .constantFrom(...names)
    .chain((name) =>
      fc
        .record({ at: fc.nat(name.length), letter: fc.constantFrom("", "a", "x", "É") })
        .map(({ at, letter }) => name.slice(0, at) + letter + name.slice(at + 1)),
    );
  const anyName = fc.oneof(fc.constantFrom(...names), slip, fc.string());
  fc.assert(
    fc.property(anyName, anyName, (x, y) => {
      const [a, b] = [readCompanyName(x), readCompanyName(y)];
      if (a === null || b === null) return;
      expect(compareNames(a, b)).toBe(compareNames(b, a));
      expect(["name", "short_name"]).toContain(compareNames(a, a));
    }),
    { numRuns: 1_000 },
  );
});

test("where the person is a contact outweighs everything that can be guessed", () => {
  const guessed = buildAccount("guessed", { name: "Acme", country: "US" });
  const known = buildAccount("known", { name: "Zeta", domains: ["zeta.example"], country: "DE" });
  const lead = { email: "ann@acme.example", company: "Acme", country: "US" };
  const evidence = toLeadEvidence(lead, { accountIds: [], contactOfIds: [known.id] });
  expect(scoreAccounts(evidence, [guessed, known])).toMatchObject({
    account: { id: "acct_known" },
    confidence: 100,
    matchedBy: "known_contact",
  });
});
