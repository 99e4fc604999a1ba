import type { LeadDetails } from "@pointsman/contracts/lead";
import { expect, test } from "vitest";

import { toAccountKeys, toLookupKeys } from "./account-keys.ts";
import { buildAccount } from "./account.fixture.ts";
import { domainsOf, toLeadEvidence } from "./lead-evidence.ts";
import { HELD_OUT_CORPUS, MATCH_CORPUS, type LabelledPair } from "./match-corpus.fixture.ts";
import { toRegistrableDomain } from "./registrable-domain.ts";
import { scoreAccounts } from "./score-accounts.ts";

test("an account is found by its names, the initials of them, and the name in its domains", () => {
  const account = buildAccount("a", {
    name: "Müller Machine Works GmbH",
    aliases: ["Siemens Deutschland", "n/a"],
    domains: ["mueller-emea.example"],
  });
  expect(toAccountKeys(account)).toEqual({
    cores: ["muller machine works", "siemens"],
    keys: ["mullermachineworks", "muellermachineworks", "siemensdeutschland", "siemens", "~mmw", "~mmwg", "@mueller"],
  });
});

test.each([
  [{ company: "Müller Machine Works" }, "muellermachineworks"],
  [{ company: "MMW" }, "~mmw"],
  [{ company: "Siemens Holding" }, "siemens"],
  [{ email: "ann@siemens.example" }, "siemens"],
  [{ email: "ann@mueller.example" }, "@mueller"],
])("a lead with %j looks under %s", (lead, key) => {
  expect(toLookupKeys(toLeadEvidence({ email: "ann@gmail.com", ...lead })).keys).toContain(key);
});

test("similar names are looked for only where the country can speak for them", () => {
  const coreOf = (lead: Partial<LeadDetails>) => toLookupKeys(toLeadEvidence({ email: "ann@gmail.com", ...lead })).core;
  expect(coreOf({ company: "Siemens Holding" })).toBeNull();
  expect(coreOf({ company: "Siemens Deutschland" })).toBe("siemens");
  expect(coreOf({ company: "Siemens Holding", country: "DE" })).toBe("siemens");
});

/** What Postgres' pg_trgm calls similarity: shared groups of three letters ÷ all. */
function measureTrigrams(a: string, b: string): number {
  const [ofA, ofB] = [a, b].map(
    (text) =>
      new Set(
        text.split(" ").flatMap((word) => {
          const padded = `  ${word} `;
          return Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3));
        }),
      ),
  ) as [Set<string>, Set<string>];
  const shared = [...ofA].filter((group) => ofB.has(group)).length;
  return shared / (ofA.size + ofB.size - shared);
}

/** The threshold of the router's look-up. */
const SIMILARITY = 0.45;

function readLead([email, company, country, website]: LabelledPair["lead"]) {
  return toLeadEvidence({
    email,
    ...(company !== undefined && { company }),
    ...(country !== undefined && { country }),
    ...(website !== undefined && { website }),
  });
}

function isLookedUp({ lead, account }: LabelledPair): boolean {
  const evidence = readLead(lead);
  const { cores, keys } = toAccountKeys(buildAccount("a", { domains: [], ...account }));
  const lookup = toLookupKeys(evidence);
  const onFile = new Set([...(account.domains ?? []), ...(account.parentDomains ?? [])].map(toRegistrableDomain));
  return (
    domainsOf(evidence).some((domain) => onFile.has(domain)) ||
    lookup.keys.some((key) => keys.includes(key)) ||
    cores.some((core) => lookup.core !== null && measureTrigrams(core, lookup.core) >= SIMILARITY)
  );
}

function isMatched({ lead, account }: LabelledPair): boolean {
  return scoreAccounts(readLead(lead), [buildAccount("a", { domains: [], ...account })]).account !== null;
}

test("whatever the scoring would match of the labelled pairs is looked up", () => {
  const matched = [...MATCH_CORPUS, ...HELD_OUT_CORPUS].filter(isMatched);
  expect(matched.length).toBeGreaterThan(80);
  expect(matched.filter((pair) => !isLookedUp(pair)).map(({ lead }) => lead)).toEqual([]);
});
