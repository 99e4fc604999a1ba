import { toId } from "@pointsman/contracts/id";
import type { Account, AccountStatus } from "@pointsman/contracts/organisation";
import { expect, test } from "vitest";

import { chooseAccount } from "./choose-account.ts";

function buildAccount(name: string, status: AccountStatus): Account {
  return {
    id: toId("account", name),
    name,
    domains: ["acme.example"],
    status,
    division: null,
    ownerRepId: null,
    csmRepId: null,
    formerOwnerRepId: null,
    closedLostAt: null,
    parentAccountId: null,
    team: [],
  };
}

test("of several accounts a customer comes first, then open, lost, prospect; then the lower id", () => {
  const all = [
    buildAccount("e", "prospect"),
    buildAccount("d", "closed_lost"),
    buildAccount("c", "open"),
    buildAccount("b", "customer"),
    buildAccount("a", "customer"),
  ];
  expect(chooseAccount(all)?.id).toBe("acct_a");
  expect(chooseAccount(all.slice(0, 3))?.id).toBe("acct_c");
  expect(chooseAccount(all.slice(0, 2))?.id).toBe("acct_d");
});

test("no candidate, no account", () => {
  expect(chooseAccount([])).toBeNull();
});
