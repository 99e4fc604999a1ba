import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { z } from "zod";

import { ROOT } from "../paths.ts";
import { QueueWatch } from "./queue-watch.ts";

/**
 * The edge Worker as a process: the bundle that `wrangler deploy` would upload, in workerd, with its queues. Not
 * `wrangler dev`, whose proxy and log let through a quarter of the requests.
 */
const { PORT, ...vars } = z
  .object({
    PORT: z.coerce.number().int(),
    ROUTER_URL: z.url(),
    ROUTER_API_KEY: z.string(),
    LEAD_ID_SECRET: z.string(),
    RETRY_BASE_SECONDS: z.string(),
    OTEL_EXPORTER_OTLP_ENDPOINT: z.string().optional(),
    OTEL_TRACES_SAMPLER_ARG: z.string().optional(),
  })
  .parse(process.env);

/** Above the longest pause of the first ten minutes of an outage, 15 s; below the supervisor's patience of 25 s. */
const DRAIN_MS = 20_000;
const POLL_MS = 100;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const queue = new QueueWatch();
const { workerOptions } = unstable_getMiniflareWorkerOptions(join(ROOT, "apps/intake/wrangler.jsonc"));
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    host: "127.0.0.1",
    port: PORT,
    // Else it asks the network where this machine is.
    cf: false,
    log: new Log(LogLevel.ERROR),
    handleStructuredLogs: ({ message }) => {
      queue.read(message);
      process.stdout.write(`${message.trim()}\n`);
    },
    workers: [
      {
        ...workerOptions,
        name: "pointsman-intake",
        modules: [{ type: "ESModule", path: join(ROOT, "apps/intake/dist/worker.js") }],
        bindings: Object.assign({}, workerOptions["bindings"], JSON.parse(JSON.stringify(vars))),
      },
    ],
  }),
);
await miniflare.ready;
// Miniflare ends the process by itself on these, a tenth of a second later: nothing would be delivered any more.
for (const signal of SIGNALS) process.removeAllListeners(signal);

/** Cloudflare's queue outlives the Worker; this one lives in memory, so its leads are delivered before it goes. */
async function stop(): Promise<void> {
  const until = performance.now() + DRAIN_MS;
  while (queue.waiting > 0 && performance.now() < until) await pause(POLL_MS);
  if (queue.waiting > 0) process.stderr.write(`${queue.waiting} leads were still in the queue and are lost\n`);
  await miniflare.dispose();
  process.exit(0);
}

for (const signal of SIGNALS) process.once(signal, () => void stop());
