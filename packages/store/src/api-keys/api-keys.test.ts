import { createHash } from "node:crypto";

import { toId } from "@pointsman/contracts/id";
import { TEST_NOW } from "@pointsman/testkit/builders";
import { expect, test } from "vitest";

import { openTestStore } from "../../test/test-store.ts";
import { findApiKeyBySecretHash } from "./find-api-key-by-secret-hash.ts";
import { insertApiKey, type NewApiKey } from "./insert-api-key.ts";
import { revokeApiKey, touchApiKey } from "./touch-api-key.ts";

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
    lastUsedAt: null,
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
  expect(await findApiKeyBySecretHash(store.db, secretHash)).toMatchObject({ lastUsedAt: LATER, revokedAt: TEST_NOW });
});

test("two keys cannot have one secret", async () => {
  await using store = await openTestStore();
  await insertApiKey(store.db, key);
  await expect(insertApiKey(store.db, { ...key, id: toId("apiKey", "x") })).rejects.toMatchObject({ code: "23505" });
});
