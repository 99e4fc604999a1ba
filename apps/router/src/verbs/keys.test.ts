import type { Scope } from "@pointsman/contracts/api";
import { isSound } from "@pointsman/rpc/api-secret";
import { authenticate } from "@pointsman/rpc/authenticate";
import { findApiKeyBySecretHash } from "@pointsman/store/api-keys/find-api-key-by-secret-hash";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { openTestService, toApi, type TestService } from "../../test/test-service.ts";
import { HOUR_MS } from "../../test/timed-service.ts";

const DAY_MS = 24 * HOUR_MS;

let router: TestService;

beforeEach(async () => {
  router = await openTestService();
});

afterEach(async () => router[Symbol.asyncDispose]());

/** Whom the services take the secret for. */
async function whoIs(secret: string) {
  const { db, clock } = router.service;
  const ring = { findKey: async (hash: Uint8Array) => findApiKeyBySecretHash(db, hash), nowMs: clock.nowMs };
  return authenticate(ring, `Bearer ${secret}`);
}

describe("a new key", () => {
  test("has a sound secret that is in no table, and is listed by how it begins", async () => {
    const { key, secret } = await router.api.keys.create({ name: "crm", scopes: ["leads:read"], expiresInDays: 90 });
    expect(isSound(secret)).toBe(true);
    expect(key).toMatchObject({ name: "crm", state: "live", scopes: ["leads:read"], createdBy: "key_test" });
    expect(secret.startsWith(key.hint ?? "none")).toBe(true);
    expect(await router.api.keys.list()).toEqual([key]);
    expect(await whoIs(secret)).toEqual({ id: key.id, name: "crm", scopes: ["leads:read"] });
    const rows = await router.service.db.selectFrom("api_key").selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(secret.slice(13));
    router.advance(90 * DAY_MS);
    await expect(whoIs(secret)).rejects.toThrow("expired at");
    expect(await router.api.keys.list()).toEqual([]);
    expect(await router.api.keys.list({ ended: true })).toMatchObject([{ id: key.id, state: "expired" }]);
  });

  test.each<[string, object, string]>([
    ["without scopes and person", { name: "x" }, "scopes"],
    ["for an unknown person", { name: "x", personId: "person_nobody" }, "personId"],
    ["that lives 0 days", { name: "x", scopes: ["leads:read"], expiresInDays: 0 }, "expiresInDays"],
    ["with a scope that is none", { name: "x", scopes: ["leads:delete"] }, "scopes.0"],
  ])("%s is refused", async (_, input, field) => {
    await expect(router.api.keys.create(input as never)).rejects.toThrow(field);
  });

  test("can do no more than the one that makes it, by whatever way", async () => {
    const clerk = toApi(router.service, ["keys:manage", "leads:read"]);
    const lacks = (scope: Scope) => ({ cause: { code: "FORBIDDEN" }, message: expect.stringContaining(scope) });
    await expect(clerk.keys.create({ name: "x", scopes: ["leads:read", "leads:write"] })).rejects.toMatchObject(
      lacks("leads:write"),
    );
    const boss = { id: "person_boss", name: "Boss", email: "boss@firm.example", role: "admin" } as const;
    await expect(clerk.people.upsert({ people: [boss] })).rejects.toMatchObject(lacks("privacy:erase"));
    await router.api.people.upsert({ people: [boss] });
    await expect(clerk.keys.create({ name: "x", personId: boss.id })).rejects.toMatchObject(lacks("leads:write"));
    // Nor may he make the boss a clerk.
    await expect(clerk.people.upsert({ people: [{ ...boss, role: "read_only" }] })).rejects.toMatchObject(
      lacks("privacy:erase"),
    );
    const { key } = await router.api.keys.create({ name: "strong", scopes: ["leads:write"] });
    await expect(clerk.keys.rotate({ keyId: key.id })).rejects.toMatchObject(lacks("leads:write"));
    expect(await clerk.keys.revoke({ keyId: key.id })).toMatchObject({ state: "revoked" });
  });
});

describe("a rotation", () => {
  const make = async () => router.api.keys.create({ name: "crm", scopes: ["leads:read"], expiresInDays: 90 });

  test("leaves both secrets good for a day, then the new one", async () => {
    const old = await make();
    router.advance(80 * DAY_MS);
    const { key, secret, replaced } = await router.api.keys.rotate({ keyId: old.key.id });
    expect(key).toMatchObject({ name: "crm", scopes: ["leads:read"], rotatedFrom: old.key.id });
    // As long as the old one was to live, from now on.
    expect(Date.parse(key.expiresAt ?? "") - router.service.clock.nowMs()).toBe(90 * DAY_MS);
    expect(Date.parse(replaced.expiresAt ?? "") - router.service.clock.nowMs()).toBe(DAY_MS);
    expect(await router.api.keys.list()).toMatchObject([{ id: key.id }, { id: old.key.id }]);
    router.advance(DAY_MS - 1);
    expect([await whoIs(old.secret), await whoIs(secret)]).toMatchObject([{ id: old.key.id }, { id: key.id }]);
    router.advance(1);
    await expect(whoIs(old.secret)).rejects.toThrow("expired");
    expect(await whoIs(secret)).toMatchObject({ id: key.id });
  });

  test("never makes the old key live longer, and never leaves three", async () => {
    const first = await make();
    router.advance(89 * DAY_MS + 20 * HOUR_MS);
    const second = await router.api.keys.rotate({ keyId: first.key.id });
    expect(second.replaced.expiresAt).toBe(first.key.expiresAt);
    const third = await router.api.keys.rotate({ keyId: second.key.id, overlapHours: 0, expiresInDays: 7 });
    expect(third.key.expiresAt).toBe(new Date(router.service.clock.nowMs() + 7 * DAY_MS).toISOString());
    await expect(whoIs(first.secret)).rejects.toThrow("expired");
    await expect(whoIs(second.secret)).rejects.toThrow("expired");
    expect(await whoIs(third.secret)).toMatchObject({ id: third.key.id });
  });

  test("of a key that was rotated, or has ended, or is none, is refused and says what to do", async () => {
    const { key } = await make();
    const next = await router.api.keys.rotate({ keyId: key.id });
    await expect(router.api.keys.rotate({ keyId: key.id })).rejects.toMatchObject({
      cause: { code: "CONFLICT" },
      message: expect.stringContaining(`${next.key.id} took its place`),
    });
    await router.api.keys.revoke({ keyId: next.key.id });
    await expect(router.api.keys.rotate({ keyId: next.key.id })).rejects.toThrow("is revoked: make a new one");
    await expect(router.api.keys.rotate({ keyId: "key_none" })).rejects.toMatchObject({ cause: { code: "NOT_FOUND" } });
  });

  test("by ten callers at once makes one key", async () => {
    const { key } = await make();
    const all = await Promise.allSettled(
      Array.from({ length: 10 }, async () => router.api.keys.rotate({ keyId: key.id })),
    );
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await router.api.keys.list()).toHaveLength(2);
  });
});

describe("the key of a person", () => {
  const person = { id: "person_kim", name: "Kim", email: "kim@firm.example" } as const;

  test("follows his role, and has only those of its scopes that the role has", async () => {
    await router.api.people.upsert({ people: [{ ...person, role: "admin" }] });
    const { secret } = await router.api.keys.create({ name: "kim", personId: person.id });
    const narrow = await router.api.keys.create({
      name: "kim",
      personId: person.id,
      scopes: ["leads:read", "audit:read"],
    });
    expect(await whoIs(narrow.secret)).toMatchObject({ scopes: ["leads:read", "audit:read"], role: "admin" });
    await router.api.people.upsert({ people: [{ ...person, role: "read_only" }] });
    const reader = await whoIs(secret);
    expect(reader?.scopes).toContain("config:read");
    expect(reader?.scopes).not.toContain("config:write");
    expect((await whoIs(narrow.secret))?.scopes).toEqual(["leads:read"]);
    const again = { name: "kim", personId: person.id, scopes: ["config:write" as const] };
    await expect(router.api.keys.create(again)).rejects.toThrow("has the role read_only, which lacks config:write");
    expect(await router.api.keys.list({ personId: person.id })).toHaveLength(2);
    expect(await router.api.keys.list({ personId: "person_none" })).toEqual([]);
  });

  test("is refused while he is deactivated", async () => {
    await router.api.people.upsert({ people: [{ ...person, role: "admin" }] });
    const { secret } = await router.api.keys.create({ name: "kim", personId: person.id });
    await router.api.people.upsert({ people: [{ ...person, role: "admin", status: "deactivated" }] });
    await expect(whoIs(secret)).rejects.toThrow("deactivated");
    await router.api.people.upsert({ people: [{ ...person, role: "admin" }] });
    expect(await whoIs(secret)).toMatchObject({ role: "admin" });
  });

  test.each<[string, object, string]>([
    ["a rep who is none", { role: "rep" }, "people.0.repId"],
    ["a rep who is not on file", { role: "rep", repId: "rep_none" }, "people.0.repId"],
    ["a manager of no team on file", { role: "manager", teamIds: ["none"] }, "people.0.teamIds.0"],
    ["a reader with teams", { role: "read_only", teamIds: ["west"] }, "people.0.teamIds"],
    ["the address of another", { role: "admin", email: "OTHER@firm.example" }, "people.0.email"],
  ])("people: %s is refused", async (_, facts, field) => {
    const other = { id: "person_other", name: "Other", email: "other@firm.example", role: "admin" } as const;
    await router.api.people.upsert({ people: [other] });
    const wrong = { ...person, ...facts } as never;
    await expect(router.api.people.upsert({ people: [wrong] })).rejects.toThrow(field);
    expect(await router.api.people.list()).toHaveLength(1);
  });
});
