import { expect, test } from "vitest";

import { hashApiKey, type StoredKey } from "./authenticate.ts";
import { cacheKeys, KEY_CACHE_MS } from "./cache-keys.ts";

const KEY: StoredKey = {
  id: "key_1",
  name: "edge",
  scopes: ["leads:submit"],
  expiresAt: null,
  revokedAt: null,
  person: null,
};
const HASH = hashApiKey("pm_secret");
const START_MS = Date.parse("2026-11-22T09:30:00.000Z");

function openKeys({ touchFails = false } = {}) {
  const state = { nowMs: START_MS, onFile: [KEY], looked: 0 };
  const touched: string[] = [];
  const failures: unknown[] = [];
  const ring = cacheKeys({
    findKey: async () => {
      state.looked += 1;
      return state.onFile[0];
    },
    touchKey: async (_, usedAt) => {
      if (touchFails) throw new Error("no connection");
      touched.push(usedAt);
    },
    onTouchFailed: (error) => failures.push(error),
    nowMs: () => state.nowMs,
  });
  return { state, touched, failures, find: async () => ring.findKey(HASH), forget: ring.forget };
}

test("a key is looked up once, and again after ten seconds: then its revocation is seen", async () => {
  const { state, find } = openKeys();
  await find();
  state.onFile = [{ ...KEY, revokedAt: "2026-11-22T09:30:00.000Z" }];
  state.nowMs += KEY_CACHE_MS - 1;
  expect(await find()).toEqual(KEY);
  expect(state.looked).toBe(1);
  state.nowMs += 1;
  expect((await find())?.revokedAt).not.toBeNull();
  expect(state.looked).toBe(2);
});

test("a key is looked up again at once where something was told to be other than it was", async () => {
  const { state, find, forget } = openKeys();
  await find();
  state.onFile = [{ ...KEY, revokedAt: "2026-11-22T09:30:00.000Z" }];
  forget();
  expect((await find())?.revokedAt).not.toBeNull();
});

test("what was read while a change was told of is not kept", async () => {
  const { state, find, forget } = openKeys();
  const early = find();
  forget();
  await early;
  state.onFile = [{ ...KEY, revokedAt: "2026-11-22T09:30:00.000Z" }];
  expect((await find())?.revokedAt).not.toBeNull();
});

test("a key that is not on file is not remembered", async () => {
  const { state, find } = openKeys();
  state.onFile = [];
  expect(await find()).toBeUndefined();
  state.onFile = [KEY];
  expect(await find()).toEqual(KEY);
});

test("use is noted once a minute, and never of a revoked key", async () => {
  const { state, touched, find } = openKeys();
  await find();
  state.nowMs += 59_999;
  await find();
  expect(touched).toEqual(["2026-11-22T09:30:00.000Z"]);
  state.nowMs += 1;
  await find();
  expect(touched).toEqual(["2026-11-22T09:30:00.000Z", "2026-11-22T09:31:00.000Z"]);
  state.onFile = [{ ...KEY, revokedAt: "2026-11-22T09:30:00.000Z" }];
  state.nowMs += 60_000;
  await find();
  expect(touched).toHaveLength(2);
});

test("a failure to note it is told, and the call goes on", async () => {
  const { failures, find } = openKeys({ touchFails: true });
  expect(await find()).toEqual(KEY);
  await Promise.resolve();
  expect(failures).toHaveLength(1);
});
