import { createServer, request as requestOf, type Server } from "node:http";

import { Scope } from "@pointsman/contracts/api";
import { toApiSecret } from "@pointsman/rpc/api-secret";
import { hashApiKey } from "@pointsman/rpc/authenticate";
import { createRpcApp } from "@pointsman/rpc/create-rpc-app";
import { listen } from "@pointsman/rpc/listen";
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { EventSource } from "eventsource";
import { pino } from "pino";

import { API_INFO } from "../src/api-info.ts";
import { appRouter, type AppRouter } from "../src/app-router.ts";
import type { ServiceContext } from "../src/context.ts";
import { checkHealth } from "../src/verbs/check-health.ts";

/** A service that listens as `main.ts` makes it. */
export interface HttpService extends AsyncDisposable {
  readonly url: string;
}

export const TEST_KEY = toApiSecret(new Uint8Array(32));

/** Serves a service over HTTP, to callers with `TEST_KEY`. */
export async function openHttpService(
  service: ServiceContext,
  scopes: readonly Scope[] = Scope.options,
): Promise<HttpService> {
  const known = Buffer.from(hashApiKey(TEST_KEY)).toString("hex");
  const app = createRpcApp({
    router: appRouter,
    service,
    keys: {
      nowMs: service.clock.nowMs,
      findKey: async (hash) =>
        Buffer.from(hash).toString("hex") === known
          ? { id: "key_test", name: "test", scopes, expiresAt: null, revokedAt: null, person: null }
          : undefined,
    },
    log: pino({ level: "silent" }),
    checkHealth: async () => checkHealth(service),
    describedAs: API_INFO,
  });
  const server = await listen(app, { host: "127.0.0.1", port: 0 });
  return {
    url: `http://127.0.0.1:${server.port}`,
    [Symbol.asyncDispose]: async () => {
      service.feed.stop();
      await server.close();
    },
  };
}

/** The client that other apps use. */
export function openClient(url: string, key = TEST_KEY) {
  const headers = { authorization: `Bearer ${key}` };
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === "subscription",
        true: httpSubscriptionLink({
          url: `${url}/trpc`,
          EventSource,
          eventSourceOptions: {
            fetch: async (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...headers } }),
          },
        }),
        false: httpBatchLink({ url: `${url}/trpc`, headers }),
      }),
    ],
  });
}

/** Stands before several services and sends each request to the next of them. */
export interface RoundRobin extends AsyncDisposable {
  readonly url: string;
  /** Breaks off all requests under way. */
  readonly cut: () => void;
  /** Requests that each service got. */
  readonly counts: readonly number[];
}

export async function openRoundRobin(urls: readonly string[]): Promise<RoundRobin> {
  const counts = urls.map(() => 0);
  let turn = 0;
  const proxy = createServer((incoming, outgoing) => {
    const index = turn++ % urls.length;
    counts[index] = (counts[index] ?? 0) + 1;
    const target = new URL(incoming.url ?? "/", urls[index]);
    const passed = requestOf(target, { method: incoming.method, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
      answer.on("error", () => outgoing.destroy());
    });
    passed.on("error", () => outgoing.destroy());
    outgoing.on("close", () => passed.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${portOf(proxy)}`,
    cut: () => proxy.closeAllConnections(),
    counts,
    [Symbol.asyncDispose]: async () => {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return address.port;
}
