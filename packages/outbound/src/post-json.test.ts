import { startWebhookSink } from "@pointsman/testkit/webhook-sink";
import { expect, test } from "vitest";

import { createGuardedFetch } from "./guarded-fetch.ts";
import { postJson } from "./post-json.ts";

const fetch = createGuardedFetch({
  allowPrivate: true,
  maxBytes: 1_000,
  timeoutMs: 300,
  maxRedirects: 0,
  cutBody: true,
});
const CALL = { body: '{"a":1}', headers: { "webhook-id": "msg_1" }, nowMs: 0 };

test.each([
  [{ status: 200 }, { result: "delivered", status: 200, error: null, pauseMs: null }],
  [{ status: 204 }, { result: "delivered", status: 204, error: null, pauseMs: null }],
  [
    { status: 302, headers: { location: "http://127.0.0.1:1/" } },
    { result: "retry", status: 302, error: "HTTP 302: redirects are not followed" },
  ],
  [{ status: 404 }, { result: "retry", status: 404, error: "HTTP 404", pauseMs: null }],
  [{ status: 410 }, { result: "gone", status: 410, error: "HTTP 410", pauseMs: null }],
  [
    { status: 429, headers: { "retry-after": "120" } },
    { result: "retry", status: 429, pauseMs: 120_000 },
  ],
  [{ status: 429 }, { result: "retry", status: 429, pauseMs: 30_000 }],
  [
    { status: 503, headers: { "retry-after": "Thu, 01 Jan 1970 00:01:00 GMT" } },
    { status: 503, pauseMs: 60_000 },
  ],
  [{ status: 500 }, { result: "retry", status: 500, error: "HTTP 500", pauseMs: null }],
  ["hang", { result: "retry", status: null, error: "TIMEOUT: No whole answer in time.", pauseMs: null }],
] as const)("an answer of %j means %j", async (answer, expected) => {
  await using sink = await startWebhookSink();
  sink.answerWith(answer);
  expect(await postJson(fetch, { ...CALL, url: `${sink.url}/hook` })).toMatchObject(expected);
  expect(sink.calls).toMatchObject([
    { path: "/hook", body: '{"a":1}', headers: { "webhook-id": "msg_1", "content-type": "application/json" } },
  ]);
});

test("an address that may not be called is an error as any other", async () => {
  await using sink = await startWebhookSink();
  const guarded = createGuardedFetch({ allowPrivate: false, maxBytes: 1_000, timeoutMs: 300, maxRedirects: 0 });
  const { result, error } = await postJson(guarded, { ...CALL, url: sink.url });
  expect([result, error]).toEqual(["retry", expect.stringContaining("ADDRESS_REFUSED: 127.0.0.1 may not be called")]);
  expect(sink.calls).toEqual([]);
});
