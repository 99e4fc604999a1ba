import type { Submission } from "@pointsman/contracts/lead";
import { waitUntil } from "cloudflare:workers";

import { createApp } from "./app.ts";
import { parseConfig, type Config } from "./config.ts";
import { consumeBatch, type DeadLetter } from "./hand-over/consume-batch.ts";
import { createSubmitToRouter } from "./hand-over/router.ts";
import { createMintLeadId } from "./identity.ts";
import type { Log } from "./log.ts";
import { createEdgeTracing, NO_EDGE_TRACING, type EdgeTracing } from "./tracing.ts";

/** Bindings of `wrangler.jsonc`. Those not named here are plain values, which `parseConfig` checks. */
interface IntakeEnv {
  readonly LEAD_QUEUE: Queue<Submission>;
  readonly DEAD_LETTER_QUEUE: Queue<DeadLetter>;
}

type Handlers = Required<Pick<ExportedHandler<IntakeEnv>, "fetch" | "queue">>;

let composed: Handlers | undefined;

export default {
  fetch: (request, env, ctx) => (composed ??= compose(env)).fetch(request, env, ctx),
  queue: (batch, env, ctx) => (composed ??= compose(env)).queue(batch, env, ctx),
} satisfies ExportedHandler<IntakeEnv>;

/** Once per isolate: the bindings of a deployed Worker do not change. */
function compose(env: IntakeEnv): Handlers {
  const config = parseConfig(env);
  const submitToRouter = createSubmitToRouter({
    url: config.ROUTER_URL,
    apiKey: config.ROUTER_API_KEY,
    // Called through the global: detached from it, the runtime refuses ("Illegal invocation").
    fetch: (request) => fetch(request),
  });
  const app = createApp({
    sources: config.SOURCES,
    submitToRouter,
    routerDeadlineMs: config.ROUTER_DEADLINE_MS,
    leadQueue: env.LEAD_QUEUE,
    mintLeadId: createMintLeadId(config.LEAD_ID_SECRET),
    nowMs: () => Date.now(),
    newUuid: () => crypto.randomUUID(),
    pause: (ms) => scheduler.wait(ms),
    log,
    tracing: chooseTracing(config),
  });
  const consumeDeps = {
    submitToRouter,
    queueDeadlineMs: config.QUEUE_DEADLINE_MS,
    retryPauses: { baseSeconds: config.RETRY_BASE_SECONDS, capSeconds: config.RETRY_CAP_SECONDS },
    deadLetterQueue: env.DEAD_LETTER_QUEUE,
    log,
    tracing: chooseTracing(config),
    nowMs: () => Date.now(),
  };
  return {
    fetch: (request) => app.fetch(request),
    queue: (batch) => consumeBatch(consumeDeps, batch),
  };
}

function chooseTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: share }: Config): EdgeTracing {
  if (endpoint === undefined) return NO_EDGE_TRACING;
  return createEdgeTracing({
    endpoint,
    share,
    fetch: (request) => fetch(request),
    waitUntil,
    newSpanId: () => crypto.randomUUID().replaceAll("-", "").slice(-16),
  });
}

const log: Log = (event, fields) => {
  // oxlint-disable-next-line no-console -- a Worker's log is its console
  console.log(JSON.stringify({ event, ...fields }));
};
