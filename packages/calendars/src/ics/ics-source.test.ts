import { gzipSync } from "node:zlib";

import { createGuardedFetch } from "@pointsman/outbound/guarded-fetch";
import { REFUSED_URLS } from "@pointsman/outbound/refused-urls.fixture";
import { describe, expect, test } from "vitest";

import { serve, type Reply, type Request } from "../../test/serve.ts";
import { buildRequest, NOW_MS } from "../../test/vendor.ts";
import { createIcsSource } from "./ics-source.ts";
import { createCalendarReader } from "./read-apart.ts";

const WINDOW = { from: "2026-11-19T12:00:00.000Z", until: "2027-01-18T12:00:00.000Z" };
const MAX_BYTES = 2_000_000;

function toCalendar(...lines: readonly string[]): string {
  return ["BEGIN:VCALENDAR", ...lines, "END:VCALENDAR"].join("\r\n");
}

function toEvent(...lines: readonly string[]): readonly string[] {
  return ["BEGIN:VEVENT", ...lines, "END:VEVENT"];
}

const EVENT = toEvent("DTSTART:20261120T090000Z", "DTEND:20261120T140000Z");
const BLOCKS = [{ kind: "busy", from: "2026-11-20T09:00:00.000Z", until: "2026-11-20T14:00:00.000Z" }];

/** A feed that is answered for by `answer`, and what was asked of it. */
async function openFeed(answer: (request: Request) => Reply, options: { readonly readTimeoutMs?: number } = {}) {
  const seen: Request[] = [];
  const server = await serve((request) => {
    seen.push(request);
    return answer(request);
  });
  const fetch = createGuardedFetch({
    allowPrivate: ["127.0.0.1/32"],
    maxBytes: MAX_BYTES,
    timeoutMs: 1_000,
    maxRedirects: 3,
  });
  const readCalendar = createCalendarReader({ timeoutMs: options.readTimeoutMs ?? 20_000 });
  const source = createIcsSource({ fetch, readCalendar, nowMs: () => NOW_MS });
  return {
    url: `${server.url}/feed.ics`,
    seen,
    source,
    read: async (overrides: Parameters<typeof buildRequest>[1] = {}) =>
      (await source.read([buildRequest(`${server.url}/feed.ics`, overrides)], WINDOW))[0],
    [Symbol.asyncDispose]: async () => server[Symbol.asyncDispose](),
  };
}

describe("a conditional request", () => {
  const marks = { etag: '"v1"', "last-modified": "Fri, 20 Nov 2026 09:00:00 GMT" };
  const validators = { etag: marks.etag, lastModified: marks["last-modified"] };

  test("sends back what the last answer was marked with, and takes 304 for no change", async () => {
    await using feed = await openFeed(({ headers }) =>
      headers["if-none-match"] === marks.etag && headers["if-modified-since"] === marks["last-modified"]
        ? { status: 304 }
        : { text: toCalendar(...EVENT), headers: marks },
    );
    expect(await feed.read()).toEqual({ kind: "read", blocks: BLOCKS, skipped: 0, validators });
    expect(await feed.read({ validators })).toEqual({ kind: "unchanged" });
    expect(await feed.read({ validators: { ...validators, etag: '"v0"' } })).toMatchObject({ kind: "read" });
  });

  test("is none without marks, and a 304 to what was not conditional is no answer", async () => {
    await using feed = await openFeed(() => ({ status: 304 }));
    expect(await feed.read()).toMatchObject({ kind: "failed", failure: "malformed" });
    expect(feed.seen[0]?.headers).not.toHaveProperty("if-none-match");
  });

  test("keeps no mark that no header could hold", async () => {
    const etag = `"${"x".repeat(600)}"`;
    await using feed = await openFeed(() => ({ text: toCalendar(...EVENT), headers: { etag } }));
    expect(await feed.read()).toMatchObject({ kind: "read", validators: null });
  });
});

describe("what a feed may do to us", () => {
  test.each([
    ["a body of many megabytes", { text: `${toCalendar(...EVENT)}${"X".repeat(MAX_BYTES)}` }, "too_large"],
    [
      "a bomb of zeros",
      { text: gzipSync(Buffer.alloc(200_000_000)), headers: { "content-encoding": "gzip" } },
      "too_large",
    ],
    [
      "more events than anybody has",
      { text: toCalendar(..."BEGIN:VEVENT\r\nEND:VEVENT\r\n".repeat(50_001).split("\r\n")) },
      "too_large",
    ],
    [
      "a redirect to the machine's metadata",
      { status: 302, headers: { location: "http://169.254.169.254/" } },
      "address_refused",
    ],
    [
      "a redirect to a private address",
      { status: 302, headers: { location: "http://127.0.0.2/feed.ics" } },
      "address_refused",
    ],
    ["a redirect to a file", { status: 302, headers: { location: "file:///etc/passwd" } }, "address_refused"],
    ["a redirect to itself", { status: 302, headers: { location: "/feed.ics" } }, "not_found"],
    ["silence", { silent: true }, "unreachable"],
  ] as const)("%s is a failure in words", async (_, reply, failure) => {
    await using feed = await openFeed(() => reply);
    expect(await feed.read()).toMatchObject({ kind: "failed", failure });
  });

  test("an attachment of a megabyte and titles without end cost nothing but their bytes", async () => {
    const bulk = [`ATTACH;ENCODING=BASE64;VALUE=BINARY:${"QUJD".repeat(300_000)}`, `SUMMARY:${"a ".repeat(100_000)}`];
    await using feed = await openFeed(() => ({ text: toCalendar(...toEvent(...bulk, ...EVENT.slice(1, -1))) }));
    expect(await feed.read()).toMatchObject({ kind: "read", blocks: BLOCKS, skipped: 0 });
  });

  test("a file of rules that take for ever is given up, and the next one is read", async () => {
    const slow = toEvent("DTSTART:16260101T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=9999999");
    let text = toCalendar(...Array.from({ length: 200 }, () => slow).flat());
    await using feed = await openFeed(() => ({ text }), { readTimeoutMs: 1_500 });
    expect(await feed.read()).toMatchObject({ kind: "failed", failure: "too_large" });
    text = toCalendar(...EVENT);
    expect(await feed.read()).toMatchObject({ kind: "read", blocks: BLOCKS });
  });

  test("several feeds at once are read one after the other", async () => {
    await using feed = await openFeed(() => ({ text: toCalendar(...EVENT) }));
    const readings = await feed.source.read(
      Array.from({ length: 8 }, () => buildRequest(feed.url)),
      WINDOW,
    );
    expect(readings.map((reading) => (reading.kind === "read" ? reading.blocks : reading))).toEqual(
      Array.from({ length: 8 }, () => BLOCKS),
    );
  });
});

test.each(REFUSED_URLS)("nothing is called for %s", async (address) => {
  const fetch = createGuardedFetch({ allowPrivate: false, maxBytes: 1_000, timeoutMs: 1_000, maxRedirects: 3 });
  const readCalendar = createCalendarReader({ timeoutMs: 1_000 });
  const readings = await createIcsSource({ fetch, readCalendar, nowMs: () => NOW_MS }).read(
    [buildRequest(address)],
    WINDOW,
  );
  expect(readings).toEqual([
    { kind: "failed", failure: "address_refused", retryAfterMs: null, detail: "ADDRESS_REFUSED" },
  ]);
});

test.each([
  ["webcal://127.0.0.1:1/feed.ics", "unreachable"],
  ["webcals://10.0.0.1/feed.ics", "address_refused"],
  ["https://user:secret@127.0.0.1/feed.ics", "address_refused"],
  ["file:///etc/passwd", "address_refused"],
  ["http://169.254.169.254/latest/meta-data", "address_refused"],
  ["http://[::ffff:10.0.0.1]/feed.ics", "address_refused"],
  ["http://0x0a000001/feed.ics", "address_refused"],
  ["/feed.ics", "address_refused"],
])("of the address %s it is said: %s", async (address, failure) => {
  await using feed = await openFeed(() => ({ text: toCalendar(...EVENT) }));
  const readings = await feed.source.read([buildRequest(address)], WINDOW);
  expect(readings).toMatchObject([{ kind: "failed", failure }]);
  expect(JSON.stringify(readings)).not.toContain("secret");
  expect(feed.seen).toEqual([]);
});
