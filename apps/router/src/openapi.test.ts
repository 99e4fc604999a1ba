import { ERROR_CODES } from "@pointsman/contracts/error";
import { listProcedures } from "@pointsman/rpc/openapi/list-procedures";
import { toOpenApi } from "@pointsman/rpc/openapi/to-openapi";
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";

import { openHttpService, TEST_KEY } from "../test/http-service.ts";
import { openTestService, seedOrganisation } from "../test/test-service.ts";
import { API_INFO } from "./api-info.ts";
import { appRouter } from "./app-router.ts";

const procedures = listProcedures(appRouter).map((procedure) => [procedure.path, procedure] as const);

test("the OpenAPI view is one by the specification", async () => {
  const result = await new Validator().validate(JSON.parse(JSON.stringify(toOpenApi(appRouter, API_INFO))));
  expect(result.errors).toBeUndefined();
  expect(result.valid).toBe(true);
});

test.each(procedures)(
  "%s says what it does, what it needs, takes and answers, and with which errors",
  (path, found) => {
    const document = toOpenApi(appRouter, API_INFO);
    const { get, post } = document.paths[`/trpc/${path}`] ?? {};
    const operation = get ?? post;
    expect(found.meta.description).toMatch(/^[A-Z].*\.$/s);
    expect(operation?.description).toContain(
      found.meta.scope ?? (found.meta.anyKey === true ? "Needs a key" : "Open to anybody"),
    );
    expect(found.output).toBeDefined();
    const told = Object.values(operation?.responses ?? {}).map(({ description }) => description);
    for (const code of found.errors) expect(told.join(" ")).toContain(`\`${code}\`: ${ERROR_CODES[code].title}`);
  },
);

test("each reference of the view leads somewhere", () => {
  const text = JSON.stringify(toOpenApi(appRouter, API_INFO));
  const document = JSON.parse(text) as ReturnType<typeof toOpenApi>;
  const names = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name));
  expect([...names].filter((name) => !Object.hasOwn(document.components.schemas, name ?? ""))).toEqual([]);
  expect([...names]).toEqual(expect.arrayContaining(["RepInput", "RuleSet", "Condition", "Error"]));
});

test("it is served, with a page for people, and calls made as it says are answered as it says", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  await using http = await openHttpService(router.service);
  const view = (await (await fetch(`${http.url}/openapi.json`)).json()) as ReturnType<typeof toOpenApi>;
  expect(view).toEqual(JSON.parse(JSON.stringify(toOpenApi(appRouter, API_INFO))));
  const page = await fetch(`${http.url}/docs`);
  expect(page.headers.get("content-type")).toContain("text/html");
  const html = await page.text();
  for (const [path] of procedures) expect(html).toContain(`id="${path}"`);
  expect(html).not.toMatch(/<script|https?:\/\/(?!127)/);
  const headers = { authorization: `Bearer ${TEST_KEY}`, "content-type": "application/json" };
  const input = encodeURIComponent(JSON.stringify({ repId: "rep_jordan-k" }));
  const got = await fetch(`${http.url}/trpc/reps.get?input=${input}`, { headers });
  expect(await got.json()).toMatchObject({ result: { data: { rep: { id: "rep_jordan-k" } } } });
  const body = JSON.stringify({ email: "nobody@example.com" });
  const found = await fetch(`${http.url}/trpc/leads.findByEmail`, { method: "POST", headers, body });
  expect(await found.json()).toEqual({ result: { data: [] } });
  const none = await fetch(`${http.url}/trpc/reps.get?input=${encodeURIComponent('{"repId":"rep_nobody"}')}`, {
    headers,
  });
  expect(none.status).toBe(404);
  expect(await none.json()).toMatchObject({ error: { data: { problem: { code: "NOT_FOUND", status: 404 } } } });
});
