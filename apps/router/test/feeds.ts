import { createHash } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";

import { createIcsSource } from "@pointsman/calendars/ics/ics-source";
import { createCalendarReader } from "@pointsman/calendars/ics/read-apart";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { createGuardedFetch } from "@pointsman/outbound/guarded-fetch";
import { vi } from "vitest";

import { runDueSyncs } from "../src/availability/sync/run-sync.ts";
import type { SyncContext } from "../src/availability/sync/sync-context.ts";
import type { TestService } from "./test-service.ts";

/** Of every event of the feeds: it must be nowhere. */
export const CANARY = "Nightingale: dismissal of Mr Canary";

/** `OOF`, `BUSY` …, from, until */
export type FeedEvent = readonly [string, string, string];

export function toFeed(events: readonly FeedEvent[]): string {
  const toBasic = (time: string) => `${time.replaceAll(/[-:]/g, "")}00Z`;
  const lines = events.flatMap(([shown, from, until]) => [
    "BEGIN:VEVENT",
    `SUMMARY:${CANARY}`,
    `DESCRIPTION:${CANARY}`,
    `ATTENDEE;CN=Canary:mailto:canary@nightingale.example`,
    `DTSTART:${toBasic(from)}`,
    `DTEND:${toBasic(until)}`,
    `X-MICROSOFT-CDO-BUSYSTATUS:${shown}`,
    "END:VEVENT",
  ]);
  return ["BEGIN:VCALENDAR", ...lines, "END:VCALENDAR", ""].join("\r\n");
}

export interface Feeds extends AsyncDisposable {
  readonly url: (name: string) => string;
  /** What the feed of a name says from now on; a function answers by itself. */
  readonly say: (name: string, answer: string | ((response: ServerResponse, etag: string | undefined) => void)) => void;
  /** How often each was asked for. */
  readonly asked: Map<string, number>;
}

/** A server of feeds. One that says the same as before answers 304 to whoever knows it. */
export async function openFeeds(): Promise<Feeds> {
  const answers = new Map<string, Parameters<Feeds["say"]>[1]>();
  const asked = new Map<string, number>();
  const server = createServer(({ url = "", headers }, response) => {
    const name = url.slice(1, -".ics".length);
    asked.set(name, (asked.get(name) ?? 0) + 1);
    const answer = answers.get(name);
    const etag = headers["if-none-match"];
    if (typeof answer === "function") return answer(response, etag);
    if (answer === undefined) return response.writeHead(404).end();
    const mark = `"${createHash("sha256").update(answer).digest("hex")}"`;
    if (etag === mark) return response.writeHead(304).end();
    return response.writeHead(200, { etag: mark }).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return {
    url: (name) => `http://127.0.0.1:${address.port}/${name}.ics`,
    say: (name, answer) => answers.set(name, answer),
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const readCalendar = createCalendarReader({ timeoutMs: 20_000 });

/** Reads feeds on the loopback, and nothing of the vendors. */
export function toSyncContext({ service }: Pick<TestService, "service">): SyncContext {
  const fetch = createGuardedFetch({
    allowPrivate: ["127.0.0.1/32"],
    maxBytes: 1_000_000,
    timeoutMs: 500,
    maxRedirects: 3,
  });
  const { nowMs } = service.clock;
  const ics = createIcsSource({ fetch, readCalendar, nowMs });
  return { ...service, chance: () => 0.5, everyMs: 15 * 60_000, sources: { ics, google: null, microsoft: null } };
}

/** Runs what of reading calendars is due by the router's clock. */
export async function runSyncs(router: TestService, context: SyncContext = toSyncContext(router)): Promise<void> {
  // The worker reads Node's clock; ours has to be it for as long as it runs.
  vi.setSystemTime(toTimestamp(router.service.clock.nowMs()));
  try {
    await runDueSyncs(context, { url: router.url });
  } finally {
    vi.useRealTimers();
  }
}
