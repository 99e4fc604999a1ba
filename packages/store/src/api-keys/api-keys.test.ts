import { createHash } from "node:crypto";

import { toId } from "@pointsman/contracts/id";
import { TEST_NOW } from "@pointsman/testkit/builders";
import { sql } from "kysely";
import { expect, test } from "vitest";

import { ANN, BOB, seedOrganisation } from "../../test/seed.ts";
import { openTestStore } from "../../test/test-store.ts";
import { inTransaction } from "../in-transaction.ts";
import { upsertPeople } from "../people/people.ts";
import { expireApiKey, revokeApiKey } from "./end-api-key.ts";
import { findApiKeyBySecretHash } from "./find-api-key-by-secret-hash.ts";
import { insertApiKey, type NewApiKey } from "./insert-api-key.ts";
import { listApiKeys } from "./list-api-keys.ts";
import { listenForKeyChanges } from "./listen-for-key-changes.ts";
import { touchApiKey } from "./touch-api-key.ts";

const LATER = "2026-11-22T10:00:00.000Z";
const secretHash = createHash("sha256").update("secret").digest();
const key: NewApiKey = {
  id: toId("apiKey", "intake"),
  name: "intake worker",
  secretHash,
  scopes: ["leads:submit", "leads:read"],
  createdAt: TEST_NOW,
  expiresAt: LATER,
};

test("a key is found by the hash of its secret, with all that says whether it is still good", async () => {
  await using store = await openTestStore();
  await insertApiKey(store.db, key);
  expect(await findApiKeyBySecretHash(store.db, secretHash)).toEqual({
    id: key.id,
    name: key.name,
    scopes: key.scopes,
    expiresAt: LATER,
    revokedAt: null,
    person: null,
  });
  expect(await findApiKeyBySecretHash(store.db, new Uint8Array(32))).toBeUndefined();
});

test("the latest use and the first revocation are kept", async () => {
  await using store = await openTestStore();
  await insertApiKey(store.db, key);
  await touchApiKey(store.db, key.id, LATER);
  await touchApiKey(store.db, key.id, TEST_NOW);
  await revokeApiKey(store.db, key.id, TEST_NOW);
  await revokeApiKey(store.db, key.id, LATER);
  const [kept] = await listApiKeys(store.db, { liveAt: null, limit: 10 });
  expect(kept).toMatchObject({ lastUsedAt: LATER, revokedAt: TEST_NOW });
  expect(await listApiKeys(store.db, { liveAt: TEST_NOW, limit: 10 })).toEqual([]);
});

test("two keys cannot have one secret", async () => {
  await using store = await openTestStore();
  await insertApiKey(store.db, key);
  await expect(insertApiKey(store.db, { ...key, id: toId("apiKey", "x") })).rejects.toMatchObject({ code: "23505" });
});

test("a key ends earlier than was said, never later", async () => {
  await using store = await openTestStore();
  await insertApiKey(store.db, key);
  await expireApiKey(store.db, key.id, "2026-12-24T00:00:00.000Z");
  expect(await findApiKeyBySecretHash(store.db, secretHash)).toMatchObject({ expiresAt: LATER });
  await expireApiKey(store.db, key.id, TEST_NOW);
  expect(await findApiKeyBySecretHash(store.db, secretHash)).toMatchObject({ expiresAt: TEST_NOW });
  const longer = store.db.updateTable("api_key").set({ expires_at: null }).execute();
  await expect(longer).rejects.toMatchObject({ code: "42501" });
});

test("a person's key comes with the reps whom he reaches, without a second look", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  const person = { id: "person_mia", name: "Mia", email: "mia@firm.example", status: "active" } as const;
  await inTransaction(store.db, async (tx) =>
    upsertPeople(tx, [{ ...person, role: "manager", teamIds: ["west"], repId: null }]),
  );
  await insertApiKey(store.db, { ...key, scopes: null, personId: person.id });
  expect(await findApiKeyBySecretHash(store.db, secretHash)).toMatchObject({
    scopes: null,
    person: { id: person.id, role: "manager", status: "active", teamIds: ["west"], repIds: [ANN, BOB] },
  });
  await inTransaction(store.db, async (tx) => upsertPeople(tx, [{ ...person, role: "rep", teamIds: [], repId: BOB }]));
  expect(await findApiKeyBySecretHash(store.db, secretHash)).toMatchObject({
    person: { role: "rep", teamIds: [], repIds: [BOB] },
  });
});

test("whoever listens is told of a revocation, an end, a person, and of a new connection after one that broke", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  await insertApiKey(store.db, key);
  let [told, tell] = [Promise.withResolvers<void>(), 0];
  const errors: unknown[] = [];
  const changes = listenForKeyChanges({
    url: store.url,
    applicationName: "listener",
    onChange: () => {
      tell += 1;
      told.resolve();
      told = Promise.withResolvers<void>();
    },
    onError: (error) => errors.push(error),
  });
  const after = async (change: () => Promise<unknown>) => {
    const next = told.promise;
    await change();
    await next;
  };
  await told.promise;
  await after(async () => expireApiKey(store.db, key.id, TEST_NOW));
  await after(async () => revokeApiKey(store.db, key.id, TEST_NOW));
  await store.db.insertInto("team").values({ id: "east", name: "East" }).execute();
  await after(async () => store.db.updateTable("rep").set({ team: "east" }).where("id", "=", ANN).execute());
  await after(async () =>
    sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'listener'`.execute(store.db),
  );
  expect(errors).toHaveLength(1);
  const before = tell;
  // Word comes in the order of commits: of the first there is none.
  await touchApiKey(store.db, key.id, LATER);
  await after(async () => revokeApiKey(store.db, key.id, LATER));
  expect(tell).toBe(before + 1);
  await changes.stop();
});
