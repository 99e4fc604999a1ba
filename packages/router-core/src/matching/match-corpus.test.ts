import { expect, test } from "vitest";

import { buildAccount } from "./account.fixture.ts";
import { toLeadEvidence } from "./lead-evidence.ts";
import { HELD_OUT_CORPUS, MATCH_CORPUS, type LabelledPair } from "./match-corpus.fixture.ts";
import { scoreAccounts } from "./score-accounts.ts";

function isMatched({ lead: [email, company, country, website], account }: LabelledPair): boolean {
  const { parentDomains, ...details } = account;
  const parent = buildAccount("parent", { name: "Parent Holding", domains: parentDomains ?? [] });
  const candidate = buildAccount("a", {
    domains: [],
    ...details,
    parentAccountId: parentDomains === undefined ? null : parent.id,
  });
  const given = {
    email,
    ...(company !== undefined && { company }),
    ...(country !== undefined && { country }),
    ...(website !== undefined && { website }),
  };
  const { account: match } = scoreAccounts(
    toLeadEvidence(given),
    parentDomains === undefined ? [candidate] : [candidate, parent],
  );
  return match?.id === candidate.id;
}

function tally(pairs: readonly LabelledPair[]) {
  const results = pairs.map((pair) => ({ pair, name: pair.lead[1], matched: isMatched(pair) }));
  return {
    pairs: pairs.length,
    same: pairs.filter(({ same }) => same).length,
    found: results.filter(({ pair, matched }) => matched && pair.same).length,
    wrong: results.filter(({ pair, matched }) => matched && !pair.same).map(({ name }) => name),
    missed: results.filter(({ pair, matched }) => !matched && pair.same).map(({ name }) => name),
  };
}

// docs/matching.md states what these come to. What is missed is what names alone cannot settle: another language, an
// abbreviation that no alias gives, another domain.
test("on the labelled pairs: precision 72 of 72, recall 72 of 83", () => {
  expect(tally(MATCH_CORPUS)).toEqual({
    pairs: 140,
    same: 83,
    found: 72,
    wrong: [],
    missed: [
      "Globex Logistik",
      "Toyota",
      "Systems Quillmark",
      "IBM",
      "CBA",
      "PwC",
      "Twitter",
      "Toyota",
      "Allianz Holding",
      undefined,
      undefined,
    ],
  });
});

test("on the held-out pairs: precision 17 of 18, recall 17 of 19", () => {
  expect(tally(HELD_OUT_CORPUS)).toEqual({
    pairs: 36,
    same: 19,
    found: 17,
    wrong: ["Van der Berg Logistics BV"],
    missed: ["EY", "Pereira e Filhos Ltda"],
  });
});
