import { toId } from "@pointsman/contracts/id";
import { buildAccount, buildRep, TEST_NOW } from "@pointsman/testkit/builders";
import { expect, test } from "vitest";

import { ANN, BOB, seedOrganisation } from "../../test/seed.ts";
import { openTestStore } from "../../test/test-store.ts";
import { inTransaction } from "../in-transaction.ts";
import { findCandidateAccounts, getAccount, listAccounts } from "./find-accounts.ts";
import { upsertAccounts } from "./upsert-accounts.ts";

const apex = buildAccount("apex", {
  domains: ["apex.example", "apex-emea.example"],
  status: "closed_lost",
  division: "emea",
  ownerRepId: ANN,
  csmRepId: BOB,
  formerOwnerRepId: BOB,
  closedLostAt: TEST_NOW,
  aliases: ["Apex, Inc.", "Ápex"],
  country: "DE",
  team: [{ role: "solutions-engineer", repId: BOB }],
});
const child = buildAccount("child", { domains: ["apex.example"], parentAccountId: apex.id });

test("candidates are the accounts at a domain, every one that shares it, and those with an id, by id", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const [stranger, known] = [buildAccount("stranger"), buildAccount("known")];
  await inTransaction(store.db, async (tx) => upsertAccounts(tx, [child, apex, stranger, known]));
  const domains = ["apex.example", "none.example"];
  const ids = [known.id, toId("account", "none")];
  expect(await findCandidateAccounts(store.db, { domains, ids })).toEqual([apex, child, known]);
  expect(await findCandidateAccounts(store.db, { domains: [], ids })).toEqual([known]);
  expect(await findCandidateAccounts(store.db, { domains: [], ids: [] })).toEqual([]);
});

test("with an account at a domain come its parents and its children", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const [top, leaf] = [
    buildAccount("top"),
    buildAccount("leaf", { domains: ["leaf.example"], parentAccountId: apex.id }),
  ];
  const parent = { ...apex, parentAccountId: top.id };
  await inTransaction(store.db, async (tx) => upsertAccounts(tx, [top, parent, child, leaf]));
  const found = await findCandidateAccounts(store.db, { domains: ["leaf.example"], ids: [] });
  expect(found).toEqual([parent, leaf]);
  const family = await findCandidateAccounts(store.db, { domains: ["apex-emea.example"], ids: [] });
  expect(family.map(({ id }) => id)).toEqual(["acct_apex", "acct_child", "acct_leaf", "acct_top"]);
});

test("an upsert replaces an account with its domains", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const moved = { ...apex, domains: ["new.example"], ownerRepId: BOB, aliases: ["New Apex"], country: null };
  await inTransaction(store.db, async (tx) => {
    await upsertAccounts(tx, [apex]);
    await upsertAccounts(tx, [moved]);
  });
  expect(await getAccount(store.db, apex.id)).toEqual(moved);
  expect(await findCandidateAccounts(store.db, { domains: apex.domains, ids: [] })).toEqual([]);
  expect(await getAccount(store.db, toId("account", "none"))).toBeUndefined();
});

test("accounts are listed by id, page by page", async () => {
  await using store = await openTestStore();
  const accounts = ["a", "b", "c"].map((name) => buildAccount(name));
  await inTransaction(store.db, async (tx) => upsertAccounts(tx, accounts));
  const first = await listAccounts(store.db, { limit: 2 });
  expect(first.accounts).toEqual(accounts.slice(0, 2));
  const second = await listAccounts(store.db, { limit: 2, cursor: first.nextCursor ?? "" });
  expect(second).toEqual({ accounts: accounts.slice(2), nextCursor: null });
});

test.each([
  [{ ownerRepId: buildRep("nobody").id }, "accounts.0.ownerRepId"],
  [{ csmRepId: buildRep("nobody").id }, "accounts.0.csmRepId"],
  [{ formerOwnerRepId: buildRep("nobody").id }, "accounts.0.formerOwnerRepId"],
  [{ team: [{ role: "sponsor", repId: buildRep("nobody").id }] }, "accounts.0.team.0.repId"],
  [{ parentAccountId: toId("account", "none") }, "accounts.0.parentAccountId"],
])("an account that names what is not there is refused: %j", async (overrides, field) => {
  await using store = await openTestStore();
  const refused = inTransaction(store.db, async (tx) => upsertAccounts(tx, [buildAccount("a", overrides)]));
  await expect(refused).rejects.toMatchObject({ code: "INVALID_INPUT", issues: [{ field }] });
});
