import { readFileSync } from "node:fs";

import { MAX_BODY_BYTES, MAX_SUBMISSIONS_PER_CALL } from "@pointsman/contracts/api";
import { MAX_SCANNED_LEADS } from "@pointsman/contracts/api/leads";
import { MAX_CALLS_PER_REQUEST, MAX_ITEMS } from "@pointsman/contracts/api/paging";
import { ERROR_CODES } from "@pointsman/contracts/error";
import { listProcedures } from "@pointsman/rpc/openapi/list-procedures";
import { expect, test } from "vitest";

import { appRouter } from "./app-router.ts";

const docs = readFileSync(new URL("../../../docs/api.md", import.meta.url), "utf8");

/** Rows of the tables of the page, each as its cells. */
const rows = docs
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .map((line) => line.split("|").map((cell) => cell.trim()));

test("docs/api.md has the error table as the code has it", () => {
  const told = rows.flatMap(([, code = "", status, title]) =>
    /^`[A-Z_]+`$/.test(code) ? [[code.slice(1, -1), { status: Number(status), title }]] : [],
  );
  expect(Object.fromEntries(told)).toEqual(ERROR_CODES);
});

test("docs/api.md has every procedure once, with its scope", () => {
  const told = rows.flatMap(([, names = "", scope = ""]) =>
    [...names.matchAll(/`(\w+(?:\.\w+)+)`/g)].map(([, name]) => `${name} ${/`(.*)`/.exec(scope)?.[1] ?? "–"}`),
  );
  const built = listProcedures(appRouter).map(({ path, meta }) => `${path} ${meta.scope ?? "–"}`);
  expect(told.toSorted()).toEqual(built.toSorted());
});

test("docs/api.md has the limits as the code has them", () => {
  const limits = new Map(rows.map(([, what = "", limit = ""]) => [what, limit]));
  expect(limits.get("body of a request")).toBe(`${MAX_BODY_BYTES / 1024 / 1024} MiB`);
  expect(limits.get("calls in one request (tRPC batch)")).toBe(String(MAX_CALLS_PER_REQUEST));
  expect(limits.get("leads of one call")).toBe(String(MAX_SUBMISSIONS_PER_CALL));
  expect(limits.get("items of one call")).toBe(MAX_ITEMS.toLocaleString("en"));
  expect(docs).toContain(`${MAX_SCANNED_LEADS.toLocaleString("en")} leads at most`);
});
