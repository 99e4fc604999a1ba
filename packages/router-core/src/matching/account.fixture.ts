import { toId } from "@pointsman/contracts/id";
import type { Account } from "@pointsman/contracts/organisation";

/** The account `acct_<name>`: a prospect at acme.example about which nothing else is known. */
export function buildAccount(name: string, overrides: Partial<Account> = {}): Account {
  return {
    id: toId("account", name),
    name,
    domains: ["acme.example"],
    status: "prospect",
    division: null,
    ownerRepId: null,
    csmRepId: null,
    formerOwnerRepId: null,
    closedLostAt: null,
    parentAccountId: null,
    team: [],
    aliases: [],
    country: null,
    ...overrides,
  };
}
