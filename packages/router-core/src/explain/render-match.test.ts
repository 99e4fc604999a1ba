import { toId } from "@pointsman/contracts/id";
import { expect, test } from "vitest";

import { buildAccount } from "../matching/account.fixture.ts";
import { toLeadEvidence } from "../matching/lead-evidence.ts";
import { scoreAccounts } from "../matching/score-accounts.ts";
import { renderMatch } from "./render-match.ts";

const accounts = [
  buildAccount("acme", { name: "Acme" }),
  buildAccount("acme-2", { name: "Acme", domains: [] }),
  buildAccount("zeta", { name: "Zeta", domains: [] }),
];

test("says of each account what spoke for and against it, and why it lost", () => {
  const { candidates } = scoreAccounts(toLeadEvidence({ email: "ann@acme.example", company: "Acme" }), accounts);
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  expect(renderMatch(candidates, (id) => (id === toId("account", "zeta") ? undefined : names.get(id)))).toEqual([
    "Acme: 100 (domain +11, name +9): the lead's account",
    "Acme: 89 (name +9): less speaks for it",
    "acct_zeta: 0 (other_name −2): not likely enough",
  ]);
});

test("says that there was none", () => {
  expect(renderMatch([], () => undefined)).toEqual(["No account on file has to do with the lead."]);
});
