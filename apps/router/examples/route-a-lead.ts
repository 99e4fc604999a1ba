// How another app uses the routing service: only the type of its router is imported, so a wrong procedure, field or
// value is a compile error here, and no code of the service is loaded. It listens to decisions, submits a lead, waits until
// its decision comes by, and lists what its rep has.
//
//   ROUTER_URL=http://127.0.0.1:8788 ROUTER_API_KEY=pm_live_… node apps/router/examples/route-a-lead.ts jane@company.example
import { createHash, randomUUID } from "node:crypto";

import type { AppRouter } from "@pointsman/router/app-router";
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink, TRPCClientError } from "@trpc/client";
// Browsers have one of their own, which sends no headers; this one does, and Node has none.
import { EventSource } from "eventsource";

const { ROUTER_URL = "http://127.0.0.1:8788", ROUTER_API_KEY = "" } = process.env;
const [email = "jane@company.example"] = process.argv.slice(2);

const url = `${ROUTER_URL}/trpc`;
const headers = { authorization: `Bearer ${ROUTER_API_KEY}` };
const client = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: ({ type }) => type === "subscription",
      true: httpSubscriptionLink({
        url,
        EventSource,
        eventSourceOptions: {
          fetch: async (address, init) => fetch(address, { ...init, headers: { ...init.headers, ...headers } }),
        },
      }),
      false: httpBatchLink({ url, headers }),
    }),
  ],
});

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Resolves once the service sends decisions; `seen` once that of the lead came by. */
async function listenFor(leadId: string): Promise<{ readonly seen: Promise<void>; readonly stop: () => void }> {
  const started = Promise.withResolvers<void>();
  const seen = Promise.withResolvers<void>();
  const fail = (error: unknown) => {
    started.reject(error);
    seen.reject(error);
  };
  // Cut off, it connects again by itself and goes on behind the last event that it had.
  const subscription = client.leads.live.subscribe(
    {},
    {
      onStarted: () => started.resolve(),
      onData: ({ data }) => {
        if (data.leadId !== leadId) return;
        print(`live: ${data.kind}, ${data.repId ?? data.queueId ?? "nobody"}`);
        seen.resolve();
      },
      onError: fail,
    },
  );
  // Who never waits for it has been told of the failure by `started`.
  seen.promise.catch(() => undefined);
  await started.promise;
  return { seen: seen.promise, stop: () => subscription.unsubscribe() };
}

try {
  // The id and the key make it safe to send the same lead again: it is the same lead, with the same answer.
  const key = randomUUID();
  const leadId = `lead_${key}` as const;
  const live = await listenFor(leadId);
  const { results } = await client.leads.submit.mutate({
    submissions: [
      {
        leadId,
        source: "crm-import",
        idempotencyKey: key,
        bodyHash: createHash("sha256").update(email).digest("hex"),
        receivedAt: new Date().toISOString(),
        lead: { email, company: "Company", employees: { min: 350, max: 350 }, country: "US", region: "CA" },
        warnings: [],
      },
    ],
  });
  for (const result of results) {
    print(result.ok ? result.lead.explanation.join("\n") : `${result.code}: ${result.message}`);
    const outcome = result.ok ? result.lead.decision.outcome : null;
    if (outcome?.kind !== "assigned") continue;
    const { leads } = await client.leads.list.query({ repId: outcome.repId, state: "assigned", limit: 5 });
    print(`${outcome.repId} has, latest first: ${leads.map(({ id }) => id).join(", ")}`);
  }
  await live.seen;
  live.stop();
} catch (error) {
  if (!(error instanceof TRPCClientError)) throw error;
  process.stderr.write(`The routing service refused: ${error.message}\n`);
  process.exitCode = 1;
}
