import type { Submission } from "@pointsman/contracts/lead";

import { type AppDeps, createApp } from "../src/app.ts";
import { createSubmitToRouter } from "../src/hand-over/router.ts";
import { createMintLeadId } from "../src/identity.ts";
import { Sources } from "../src/source.ts";
import { NO_EDGE_TRACING } from "../src/tracing.ts";
import { createRouterStandIn } from "./router-stand-in.ts";

export const NOW_MS = Date.parse("2026-11-22T09:30:00.000Z");

/** SHA-256 of `website-key`. */
const WEBSITE_KEY_SHA256 = "60d787edd2a158502b909831a2020ca3a491a6b4001312e6c88b1b6f818db88d";

const SOURCES = Sources.parse({
  "demo-form": { label: "Demo request", thankYou: "We will <write> to you." },
  "own-page": {
    label: "Own page",
    thankYou: "Thanks",
    redirectUrl: "https://www.example.com/thanks",
    allowedOrigins: ["https://www.example.com"],
    revealRep: true,
  },
  "mapped-form": { label: "Mapped", thankYou: "Danke", fields: { "Firmenname lang": "company", 社名: "vertical" } },
  "call-me": { label: "Call me", thankYou: "We will call you.", qualified: true },
  "website-api": {
    label: "Website",
    thankYou: "Thanks",
    trusted: true,
    keySha256: ["0".repeat(64), WEBSITE_KEY_SHA256],
  },
});

export interface Overrides extends Partial<AppDeps> {
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** The app with a router that routes everything and a queue that keeps what it is sent. */
export function startApp(overrides: Overrides = {}) {
  const queued: Submission[] = [];
  const logged: string[] = [];
  const router = createRouterStandIn();
  const app = createApp({
    sources: SOURCES,
    submitToRouter: createSubmitToRouter({
      url: "http://router.test",
      apiKey: "router-key",
      fetch: overrides.fetch ?? router.fetch,
    }),
    routerDeadlineMs: 200,
    leadQueue: {
      send: async (submission) => {
        queued.push(submission);
      },
    },
    mintLeadId: createMintLeadId("a-secret-for-tests-only"),
    nowMs: () => NOW_MS,
    newUuid: () => crypto.randomUUID(),
    pause: async () => undefined,
    tracing: NO_EDGE_TRACING,
    log: (event, fields) => logged.push(JSON.stringify({ event, ...fields })),
    ...overrides,
  });
  return { app, queued, logged, router };
}

export type TestApp = ReturnType<typeof startApp>["app"];

export async function postJson(
  app: TestApp,
  body: unknown,
  headers: Record<string, string> = {},
  source = "demo-form",
) {
  return app.request(`/v1/leads/${source}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

export async function postForm(app: TestApp, body: string, headers: Record<string, string> = {}, source = "demo-form") {
  return app.request(`/v1/leads/${source}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body,
  });
}
