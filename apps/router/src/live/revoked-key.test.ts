import { cacheKeys } from "@pointsman/rpc/cache-keys";
import { createRpcApp } from "@pointsman/rpc/create-rpc-app";
import { listen } from "@pointsman/rpc/listen";
import { findApiKeyBySecretHash } from "@pointsman/store/api-keys/find-api-key-by-secret-hash";
import { listenForKeyChanges } from "@pointsman/store/api-keys/listen-for-key-changes";
import { expect, test, vi } from "vitest";

import { openClient } from "../../test/http-service.ts";
import { toSubmission } from "../../test/submission.ts";
import { openTestService, seedOrganisation } from "../../test/test-service.ts";
import { appRouter } from "../app-router.ts";
import { checkHealth } from "../verbs/check-health.ts";

/** Longer than any look at the outbox, and shorter than a key stays in memory (10 s) or a stream lives (15 minutes). */
const SOON = { timeout: 8_000, interval: 20 };

test("a revoked key hears nothing from then on; others connect again and miss nothing", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  const { service, api, url } = router;
  const keys = cacheKeys({
    findKey: async (hash) => findApiKeyBySecretHash(service.db, hash),
    touchKey: async () => undefined,
    onTouchFailed: () => undefined,
    nowMs: service.clock.nowMs,
  });
  let changes = 0;
  const listening = listenForKeyChanges({
    url,
    applicationName: "router-test-keys",
    onChange: () => {
      keys.forget();
      service.feed.renew();
      changes += 1;
    },
    onError: () => undefined,
  });
  const app = createRpcApp({
    router: appRouter,
    service,
    keys,
    log: service.log,
    checkHealth: async () => checkHealth(service),
  });
  const server = await listen(app, { host: "127.0.0.1", port: 0 });
  try {
    await vi.waitFor(() => expect(changes).toBe(1), SOON);
    const follow = async (name: string) => {
      const { key, secret } = await api.keys.create({ name, scopes: ["leads:read"] });
      const heard: string[] = [];
      const refused: unknown[] = [];
      const { promise: started, resolve } = Promise.withResolvers<void>();
      const subscription = openClient(`http://127.0.0.1:${server.port}`, secret).leads.live.subscribe(
        { kinds: ["lead.received"] },
        {
          onStarted: () => resolve(),
          onData: ({ data }) => heard.push(data.leadId),
          onError: (error) => refused.push(error),
        },
      );
      await started;
      return { key, heard, refused, stop: () => subscription.unsubscribe() };
    };
    const [gone, here] = [await follow("gone"), await follow("here")];
    await api.leads.submit({ submissions: [toSubmission("before")] });
    await vi.waitFor(() => expect([gone.heard, here.heard]).toEqual([["lead_before"], ["lead_before"]]), SOON);
    await api.keys.revoke({ keyId: gone.key.id });
    await vi.waitFor(() => expect(changes).toBe(2), SOON);
    await api.leads.submit({ submissions: [toSubmission("after")] });
    await vi.waitFor(() => expect(here.heard).toEqual(["lead_before", "lead_after"]), SOON);
    await vi.waitFor(() => expect(gone.refused.length).toBeGreaterThan(0), SOON);
    expect(gone.heard).toEqual(["lead_before"]);
    gone.stop();
    here.stop();
  } finally {
    service.feed.stop();
    await listening.stop();
    await server.close();
  }
});
