import { describe, expect, test } from "vitest";

import { createRouterStandIn, repeated, routed, toRoutedLead } from "./router-stand-in.ts";
import { NOW_MS, postForm, postJson, startApp } from "./start-app.ts";

const BODY = { email: "a@b.co" };
const BROWSER = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const OWN_ORIGIN = "https://www.example.com";

describe("scripts get JSON", () => {
  test("201 for a routed lead, without the rep where the source does not say so", async () => {
    const { app, router } = startApp();
    const response = await postJson(app, BODY);
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({
      leadId: router.seen[0]?.leadId,
      status: "routed",
      warnings: [],
      receivedAt: new Date(NOW_MS).toISOString(),
      decidedInMs: 7,
    });
  });

  test("the rep where the source reveals him", async () => {
    const { app } = startApp();
    const answer = await (await postJson(app, BODY, {}, "own-page")).json();
    expect(answer).toMatchObject({ rep: { id: "rep_jordan" } });
  });

  test.each([
    ["held", { kind: "held", forRepId: "rep_a", until: "2026-11-23T00:00:00.000Z", reason: "out_of_office" }],
    ["parked", { kind: "parked", queueId: "queue_a", ownerRepId: null, reason: "no_coverage" }],
    ["attached", { kind: "attached", toLeadId: "lead_a", repId: null }],
  ] as const)("status %s", async (status, outcome) => {
    const router = createRouterStandIn((submission) => {
      const lead = toRoutedLead(submission);
      return { ok: true, lead: { ...lead, decision: { ...lead.decision, outcome } } };
    });
    const response = await postJson(startApp({ fetch: router.fetch }).app, BODY, {}, "own-page");
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ status });
  });

  test("200 for a lead that was known", async () => {
    const { app } = startApp({ fetch: createRouterStandIn(repeated).fetch });
    const response = await postJson(app, BODY);
    expect(response.status).toBe(200);
    const answer: unknown = await response.json();
    expect(answer).toMatchObject({ repeated: true, status: "routed" });
    expect(answer).not.toHaveProperty("receivedAt");
  });

  test("curl's form post too", async () => {
    const response = await postForm(startApp().app, "email=a@b.co", { accept: "*/*" });
    expect(response.headers.get("content-type")).toContain("application/json");
  });
});

describe("browsers get a page", () => {
  test("of thanks, escaped, under a policy", async () => {
    const response = await postForm(startApp().app, "email=a@b.co", BROWSER);
    expect(response.status).toBe(201);
    expect(response.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'nonce-[0-9a-f-]{36}'/,
    );
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await response.text()).toContain("We will &lt;write&gt; to you.");
  });

  test("of faults that names the field and links back", async () => {
    const headers = { ...BROWSER, referer: "https://shop.example/form?a=1&b=2" };
    const response = await postForm(startApp().app, "Work_Email=nope&_idempotency_key=k", headers);
    expect(response.status).toBe(422);
    const page = await response.text();
    expect(page).toContain("<strong>Work_Email</strong>");
    expect(page).toContain('href="https://shop.example/form?a=1&amp;b=2"');
  });

  test("of faults that cannot be scripted", async () => {
    const headers = { ...BROWSER, referer: "javascript:alert(1)" };
    const name = encodeURIComponent('e-mail"><script>');
    const page = await (await postForm(startApp().app, `${name}=x&email=x`, headers)).text();
    expect(page).not.toContain("<script>");
    expect(page).not.toContain("javascript:");
  });

  test.each([
    ["own-page", "", "https://www.example.com/thanks"],
    ["own-page", `${OWN_ORIGIN}/other`, `${OWN_ORIGIN}/other`],
    ["own-page", "https://www.example.com.evil.example/", "https://www.example.com/thanks"],
    ["own-page", "https://www.example.com@evil.example/", "https://www.example.com/thanks"],
    ["own-page", "javascript:alert(1)", "https://www.example.com/thanks"],
    ["own-page", "//evil.example", "https://www.example.com/thanks"],
    ["demo-form", "https://evil.example/", null],
  ])("%s with _redirect %j leads to %s", async (source, redirect, location) => {
    const body = `email=a@b.co&_redirect=${encodeURIComponent(redirect)}`;
    const response = await postForm(startApp().app, body, BROWSER, source);
    expect(response.headers.get("location")).toBe(location);
    expect(response.status).toBe(location === null ? 201 : 303);
  });

  test("to try: every field of the demo form has a label", async () => {
    const response = await startApp().app.request("/");
    const page = await response.text();
    expect(response.status).toBe(200);
    const shown = page.match(/<(input(?! type="hidden")|select|textarea)/g) ?? [];
    expect(page.match(/<label/g)).toHaveLength(shown.length);
    expect(page).toContain('action="/v1/leads/demo-form"');
  });

  test("to try: the link that led to the demo form goes with the lead, escaped", async () => {
    const page = await (await startApp().app.request('https://edge.example/?ref=nw&x="><b>')).text();
    expect(page).toContain('name="page_url" value="https://edge.example/?ref=nw&amp;x=%22%3E%3Cb%3E"');
  });
});

describe("CORS", () => {
  test.each([
    ["demo-form", "https://anywhere.example", "*"],
    ["own-page", OWN_ORIGIN, OWN_ORIGIN],
    ["own-page", "https://www.example.com.evil.example", null],
    ["own-page", "null", null],
  ])("%s from %s allows %s", async (source, origin, allowed) => {
    const { app } = startApp();
    const path = `/v1/leads/${source}`;
    const preflight = await app.request(path, { method: "OPTIONS", headers: { origin } });
    expect(preflight.status).toBe(204);
    const good = await postJson(app, BODY, { origin }, source);
    const bad = await postJson(app, "{", { origin }, source);
    for (const answer of [preflight, good, bad])
      expect(answer.headers.get("access-control-allow-origin")).toBe(allowed);
  });

  test("health is open", async () => {
    expect(await (await startApp().app.request("/health")).json()).toEqual({ status: "ok" });
  });
});

test("nothing that a person typed is logged", async () => {
  const canary = { email: "canary-7f3@secret.example", phone: "+1 415 555 0199", first_name: "Canarina" };
  const { app, logged, queued } = startApp({ fetch: async () => new Response("down", { status: 502 }) });
  await postJson(app, canary, { "idempotency-key": "canary-7f3@secret.example" });
  const broken = startApp({
    nowMs: () => {
      throw new TypeError(canary.email);
    },
  });
  expect((await postJson(broken.app, canary)).status).toBe(500);
  expect(queued).toHaveLength(1);
  expect(logged.length + broken.logged.length).toBe(2);
  expect([...logged, ...broken.logged].join()).not.toMatch(/canar|0199/i);
  expect(routed(queued[0]!).ok).toBe(true);
});
