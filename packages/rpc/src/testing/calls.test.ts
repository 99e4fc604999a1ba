import { pino } from "pino";
import { expect, test } from "vitest";

import { toApiSecret } from "../api-secret.ts";
import { createRpcApp } from "../create-rpc-app.ts";
import { createRpc } from "../create-rpc.ts";
import { createCall } from "./calls.ts";

const { router, openProcedure, procedure } = createRpc<null>();
const appRouter = router({
  plain: openProcedure.query(() => ["a"]),
  nested: router({
    broken: openProcedure.mutation(() => {
      throw new Error("no");
    }),
    events: procedure("leads:read", "common").subscription(async function* () {
      yield 1;
      await new Promise(() => undefined);
    }),
  }),
});

const call = createCall(
  createRpcApp({
    router: appRouter,
    service: null,
    keys: {
      findKey: async () => ({
        id: "key_1",
        name: "test",
        scopes: ["leads:read"],
        expiresAt: null,
        revokedAt: null,
        person: null,
      }),
      nowMs: () => 0,
    },
    log: pino({ level: "silent" }),
    checkHealth: async () => ({}),
  }),
  appRouter,
);

test("a call says whether it went through, a subscription by its beginning", async () => {
  expect(await call("plain", undefined)).toEqual({ code: null, detail: "", data: ["a"] });
  expect(await call("nested.broken", undefined)).toMatchObject({ code: "INTERNAL", data: null });
  expect(await call("nested.events", undefined)).toMatchObject({ code: "UNAUTHENTICATED" });
  expect(await call("nested.events", undefined, toApiSecret(new Uint8Array(32)))).toMatchObject({ code: null });
});
