import { LeadId } from "@pointsman/contracts/id";
import { describe, expect, test } from "vitest";

import { createMintLeadId } from "../src/identity.ts";
import { postForm, postJson, startApp } from "./start-app.ts";

const BODY = { email: "a@b.co" };

describe("lead ids", () => {
  const mint = createMintLeadId("a-secret-for-tests-only");

  test("are the same for ever: this one is written down", async () => {
    expect(await mint("demo-form", "key-1")).toBe("lead_ce08e032-17f7-872d-890c-6bd9a32e35f9");
  });

  test("are UUIDs of version 8 that the contract accepts", async () => {
    for (let n = 0; n < 200; n++) {
      const id = await mint("demo-form", `key-${n}`);
      expect(id).toMatch(/^lead_[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(LeadId.safeParse(id).success).toBe(true);
    }
  });

  test("depend on source, key and secret, and on where one ends and the other begins", async () => {
    const other = createMintLeadId("another-secret-for-tests");
    const ids = await Promise.all([mint("a", "bc"), mint("ab", "c"), mint("a", "c"), other("a", "bc")]);
    expect(new Set(ids).size).toBe(4);
  });
});

describe("the idempotency key", () => {
  test("makes 50 posts at once one lead id, and another source another", async () => {
    const { app, router } = startApp();
    const headers = { "idempotency-key": "key-1" };
    await Promise.all(Array.from({ length: 50 }, () => postJson(app, BODY, headers)));
    await postJson(app, BODY, headers, "own-page");
    expect(new Set(router.seen.map(({ leadId }) => leadId)).size).toBe(2);
    expect(new Set(router.seen.map(({ bodyHash }) => bodyHash)).size).toBe(1);
  });

  test("may be quoted, may come in the form, and the header wins", async () => {
    const { app, router } = startApp();
    await postJson(app, BODY, { "idempotency-key": '"key-1"' });
    await postForm(app, "email=a@b.co&_idempotency_key=key-1");
    await postForm(app, "email=a@b.co&_idempotency_key=key-2", { "idempotency-key": "key-1" });
    expect(router.seen.map(({ idempotencyKey }) => idempotencyKey)).toEqual(["key-1", "key-1", "key-1"]);
    expect(router.seen.every(({ lead }) => lead.extra === undefined)).toBe(true);
  });

  test("is made up where there is none, even if the form's field is empty", async () => {
    const { app, router } = startApp();
    await postForm(app, "email=a@b.co&_idempotency_key=");
    await postForm(app, "email=a@b.co");
    expect(router.seen[0]?.idempotencyKey).toMatch(/^[0-9a-f-]{36}$/);
    expect(router.seen[0]?.leadId).not.toBe(router.seen[1]?.leadId);
  });
});

describe("the body's hash", () => {
  test("is of the bytes: another body under the same key can be told", async () => {
    const { app, router } = startApp();
    await postJson(app, '{"email":"a@b.co"}');
    await postJson(app, '{"email": "a@b.co"}');
    expect(router.seen[0]?.bodyHash).toBe("9815d6fc0ef9ca98be55b9208af405483e24ba8739309bb7cf77d4bd74747b84");
    expect(router.seen[1]?.bodyHash).not.toBe(router.seen[0]?.bodyHash);
  });

  test("of a multipart body does not change with the boundary", async () => {
    const { app, router } = startApp();
    for (const boundary of ["b1", "b2"]) {
      const body = `--${boundary}\r\ncontent-disposition: form-data; name="email"\r\n\r\na@b.co\r\n--${boundary}--\r\n`;
      const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
      expect((await app.request("/v1/leads/demo-form", { method: "POST", body, headers })).status).toBe(201);
    }
    expect(router.seen[0]?.bodyHash).toBe(router.seen[1]?.bodyHash);
  });
});
