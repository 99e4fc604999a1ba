import { Problem } from "@pointsman/contracts/error";
import { describe, expect, test } from "vitest";

import { startApp } from "./start-app.ts";

const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json";
const PATH = "/v1/leads/demo-form";

/** A body that comes in pieces and without a length. */
function inPieces(...pieces: (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(typeof piece === "string" ? encoder.encode(piece) : piece);
      controller.close();
    },
  });
}

function cutOff(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.error(new Error("client hung up")) });
}

function post(type: string | undefined, body: BodyInit, headers: Record<string, string> = {}): RequestInit {
  return { method: "POST", body, headers: { ...(type !== undefined && { "content-type": type }), ...headers } };
}

interface BadRequest {
  readonly name: string;
  readonly path?: string;
  readonly init: RequestInit;
  readonly status: number;
  readonly code: string;
  readonly field?: string;
}

const json = (body: string) => post(JSON_TYPE, body);
const bytes = (...values: number[]) => new Uint8Array(values);
const manyKeys = JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`k${n}`, 1])));
const deep = '{"a":'.repeat(10_000) + "1" + "}".repeat(10_000);
const deepList = `{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}`;
const wide = `{"email":"a@b.co","x":"${"x".repeat(64 * 1024)}"}`;
const key = (value: string) => post(JSON_TYPE, '{"email":"a@b.co"}', { "idempotency-key": value });
const email = (value: string) => json(JSON.stringify({ Work_Email: value }));
const parts = (count: number) =>
  Array.from({ length: count }, (_, n) => `--b\r\ncontent-disposition: form-data; name="f${n}"\r\n\r\n1\r\n`).join("") +
  "--b--\r\n";

const BAD_REQUESTS: readonly BadRequest[] = [
  { name: "an empty body", init: json(""), status: 400, code: "MALFORMED_BODY" },
  { name: "no body", init: { method: "POST", headers: { "content-type": FORM } }, status: 400, code: "MALFORMED_BODY" },
  { name: "{}", init: json("{}"), status: 422, code: "INVALID_INPUT", field: "email" },
  { name: "[]", init: json("[]"), status: 400, code: "MALFORMED_BODY" },
  { name: "null", init: json("null"), status: 400, code: "MALFORMED_BODY" },
  { name: "a number", init: json("1"), status: 400, code: "MALFORMED_BODY" },
  { name: "truncated JSON", init: json('{"email":"a@b.co'), status: 400, code: "MALFORMED_BODY" },
  { name: "invalid UTF-8", init: post(JSON_TYPE, bytes(0x7b, 0xff, 0x7d)), status: 400, code: "MALFORMED_BODY" },
  { name: "invalid UTF-8 in a form", init: post(FORM, bytes(0x61, 0x3d, 0xff)), status: 400, code: "MALFORMED_BODY" },
  { name: "10,000 levels", init: json(deep.slice(0, 65_000)), status: 400, code: "MALFORMED_BODY" },
  {
    name: "9,000 levels, closed",
    init: json('{"a":'.repeat(9_000) + "1" + "}".repeat(9_000)),
    status: 400,
    code: "MALFORMED_BODY",
  },
  { name: "10,000 lists", init: json(deepList), status: 400, code: "MALFORMED_BODY" },
  { name: "5,000 keys", init: json(manyKeys), status: 400, code: "MALFORMED_BODY" },
  { name: "5,000 form fields", init: post(FORM, "a=1&".repeat(5_000)), status: 400, code: "MALFORMED_BODY" },
  { name: "900 parts", init: post("multipart/form-data; boundary=b", parts(900)), status: 400, code: "MALFORMED_BODY" },
  {
    name: "10,000 parts",
    init: post("multipart/form-data; boundary=b", parts(10_000)),
    status: 413,
    code: "BODY_TOO_LARGE",
  },
  { name: "a body too large", init: json(wide), status: 413, code: "BODY_TOO_LARGE" },
  {
    name: "a body too large, in pieces",
    init: post(JSON_TYPE, inPieces(wide.slice(0, 9), wide.slice(9))),
    status: 413,
    code: "BODY_TOO_LARGE",
  },
  {
    name: "a body too large with a lying length",
    init: post(JSON_TYPE, inPieces(wide), { "content-length": "10" }),
    status: 413,
    code: "BODY_TOO_LARGE",
  },
  {
    name: "a huge length",
    init: post(JSON_TYPE, inPieces("{}"), { "content-length": "999999" }),
    status: 413,
    code: "BODY_TOO_LARGE",
  },
  { name: "a client that hangs up", init: post(JSON_TYPE, cutOff()), status: 400, code: "MALFORMED_BODY" },
  { name: "no content type", init: post(undefined, bytes(0x7b, 0x7d)), status: 415, code: "UNSUPPORTED_MEDIA_TYPE" },
  { name: "text/plain", init: post("text/plain", "{}"), status: 415, code: "UNSUPPORTED_MEDIA_TYPE" },
  { name: "two content types", init: post(`${JSON_TYPE}, ${FORM}`, "{}"), status: 415, code: "UNSUPPORTED_MEDIA_TYPE" },
  {
    name: "two content types with a charset",
    init: post(`${JSON_TYPE}; charset=utf-8, ${FORM}`, "{}"),
    status: 415,
    code: "UNSUPPORTED_MEDIA_TYPE",
  },
  {
    name: "another charset",
    init: post(`${JSON_TYPE}; charset=utf-16`, "{}"),
    status: 415,
    code: "UNSUPPORTED_MEDIA_TYPE",
  },
  {
    name: "gzip",
    init: post(JSON_TYPE, bytes(0x1f, 0x8b), { "content-encoding": "gzip" }),
    status: 415,
    code: "UNSUPPORTED_MEDIA_TYPE",
  },
  {
    name: "multipart without boundary",
    init: post("multipart/form-data", "--b--"),
    status: 400,
    code: "MALFORMED_BODY",
  },
  {
    name: "multipart with another boundary",
    init: post("multipart/form-data; boundary=b", "--c\r\n--c--"),
    status: 400,
    code: "MALFORMED_BODY",
  },
  { name: "a form without an address", init: post(FORM, "%zz=%"), status: 422, code: "INVALID_INPUT", field: "email" },
  { name: "an empty key", init: key(""), status: 422, code: "INVALID_INPUT", field: "Idempotency-Key" },
  { name: "an empty quoted key", init: key('""'), status: 422, code: "INVALID_INPUT", field: "Idempotency-Key" },
  { name: "a key of 256", init: key("k".repeat(256)), status: 422, code: "INVALID_INPUT", field: "Idempotency-Key" },
  { name: "a key with a space", init: key("a b"), status: 422, code: "INVALID_INPUT", field: "Idempotency-Key" },
  {
    name: "a bad key in a form",
    init: post(FORM, "email=a@b.co&_idempotency_key=a+b"),
    status: 422,
    code: "INVALID_INPUT",
    field: "_idempotency_key",
  },
  { name: "a@b", init: email("a@b"), status: 422, code: "INVALID_INPUT", field: "Work_Email" },
  { name: "a@@b.co", init: email("a@@b.co"), status: 422, code: "INVALID_INPUT", field: "Work_Email" },
  {
    name: "an address with CR LF",
    init: email("a@b.co\r\nBcc: x@y.co"),
    status: 422,
    code: "INVALID_INPUT",
    field: "Work_Email",
  },
  {
    name: "an address with a null",
    init: email("a\u0000@b.co"),
    status: 422,
    code: "INVALID_INPUT",
    field: "Work_Email",
  },
  {
    name: "an address of 320+",
    init: email(`${"a".repeat(310)}@example.com`),
    status: 422,
    code: "INVALID_INPUT",
    field: "Work_Email",
  },
  {
    name: "SQL as an address",
    init: email("'; drop table lead; --"),
    status: 422,
    code: "INVALID_INPUT",
    field: "Work_Email",
  },
  {
    name: "an address that is a number",
    init: json('{"email":5}'),
    status: 422,
    code: "INVALID_INPUT",
    field: "email",
  },
  {
    name: "an address that is an object",
    init: json('{"email":{"a":1}}'),
    status: 422,
    code: "INVALID_INPUT",
    field: "email",
  },
  { name: "GET", init: { method: "GET" }, status: 405, code: "METHOD_NOT_ALLOWED" },
  { name: "PUT", init: { method: "PUT", body: "{}" }, status: 405, code: "METHOD_NOT_ALLOWED" },
  { name: "DELETE", init: { method: "DELETE" }, status: 405, code: "METHOD_NOT_ALLOWED" },
  { name: "an unknown route", path: "/v2/leads", init: json("{}"), status: 404, code: "NOT_FOUND" },
  { name: "an unknown source", path: "/v1/leads/nobody", init: json("{}"), status: 404, code: "UNKNOWN_SOURCE" },
  { name: "__proto__ as a source", path: "/v1/leads/__proto__", init: json("{}"), status: 404, code: "UNKNOWN_SOURCE" },
  { name: "a source with %zz", path: "/v1/leads/%zz", init: json("{}"), status: 404, code: "UNKNOWN_SOURCE" },
  {
    name: "a trusted source without a key",
    path: "/v1/leads/website-api",
    init: json("{}"),
    status: 401,
    code: "UNAUTHENTICATED",
  },
  {
    name: "a truncated key",
    path: "/v1/leads/website-api",
    init: post(JSON_TYPE, "{}", { authorization: "Bearer website-ke" }),
    status: 401,
    code: "UNAUTHENTICATED",
  },
];

describe("a bad request gets a clear answer", () => {
  test.each(BAD_REQUESTS)("$name → $status $code", async ({ path = PATH, init, status, code, field }) => {
    const { app, router, queued } = startApp();
    const response = await app.request(path, init);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    const problem = Problem.parse(await response.json());
    expect(problem).toMatchObject({ status, code, requestId: response.headers.get("x-request-id") });
    expect(problem.errors?.[0]?.field).toBe(field);
    expect(router.seen).toHaveLength(0);
    expect(queued).toHaveLength(0);
  });

  test("405 names the methods there are, 401 the scheme", async () => {
    const { app } = startApp();
    expect((await app.request(PATH)).headers.get("allow")).toBe("POST, OPTIONS");
    const unauthenticated = await app.request("/v1/leads/website-api", { method: "POST" });
    expect(unauthenticated.headers.get("www-authenticate")).toBe("Bearer");
  });
});
