import { join } from "node:path";

import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { z } from "zod";

import { ROOT } from "../paths.ts";

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
  })
  .parse(process.env);

const { workerOptions } = unstable_getMiniflareWorkerOptions(join(ROOT, "apps/intake/wrangler.jsonc"));
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    host: "127.0.0.1",
    port: PORT,
    // Else it asks the network where this machine is.
    cf: false,
    log: new Log(LogLevel.ERROR),
    handleStructuredLogs: ({ message }) => process.stdout.write(`${message.trim()}\n`),
    workers: [
      {
        ...workerOptions,
        name: "pointsman-intake",
        modules: [{ type: "ESModule", path: join(ROOT, "apps/intake/dist/worker.js") }],
        bindings: Object.assign({}, workerOptions["bindings"], vars),
      },
    ],
  }),
);
await miniflare.ready;

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void miniflare.dispose());
