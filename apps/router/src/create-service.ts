import type { KeyObject } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

import { createAddressPolicy, type AllowPrivate } from "@pointsman/outbound/address-policy";
import type { Db } from "@pointsman/store/connect";
import { NO_TRACING, type Tracing } from "@pointsman/telemetry/tracing";
import type { Logger } from "pino";

import { isLeadsFault } from "./batch/lead-fault.ts";
import { MicroBatcher } from "./batch/micro-batcher.ts";
import { parkFailed } from "./batch/park-failed.ts";
import { routeSubmissions } from "./batch/route-submissions.ts";
import type { Clock, ServiceContext } from "./context.ts";
import { LeadFeed } from "./live/lead-feed.ts";
import { createRouterMetrics } from "./metrics/router-metrics.ts";
import { DirectoryCache } from "./routing/directory-cache.ts";

export interface ServiceOptions {
  readonly db: Db;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly chance: () => number;
  readonly log: Logger;
  readonly maxBatchLeads: number;
  /** Batches under way at once; each takes a connection. */
  readonly maxBatches: number;
  /** How long a batch gathers leads while another is under way. */
  readonly lingerMs: number;
  readonly maxWaitingLeads: number;
  /** Addresses of intranets that endpoints may name; left out: none. */
  readonly allowPrivate?: AllowPrivate;
  /** Ed25519, signs the head of the audit chain; left out: nothing does. */
  readonly signingKey?: KeyObject | null;
  /** Left out: nothing is traced. */
  readonly tracing?: Tracing;
}

/** Who looks at a screen does not notice it, and four looks a second are nothing to the database. */
const LIVE_TICK_MS = 250;

/** Joins the parts of the service. */
export function createService(options: ServiceOptions): ServiceContext {
  const {
    db,
    clock,
    chance,
    log,
    maxBatchLeads,
    maxBatches,
    lingerMs,
    maxWaitingLeads,
    allowPrivate = false,
    signingKey = null,
    tracing = NO_TRACING,
  } = options;
  const directories = new DirectoryCache();
  const metrics = createRouterMetrics(() => batcher.depth);
  const deps = { db, clock, chance, directories, onRetry: () => metrics.batchRetries.inc() };
  const batcher: ServiceContext["batcher"] = new MicroBatcher({
    run: async (submissions) => {
      metrics.batchLeads.observe(submissions.length);
      const leadIds = submissions.map(({ leadId }) => leadId);
      return tracing.batch({ name: "leads.batch", leadSpan: "lead.route", leadIds }, async () =>
        routeSubmissions(deps, submissions),
      );
    },
    isOneItemsFault: isLeadsFault,
    rescue: async (submission, error) => {
      log.error({ err: error, leadId: submission.leadId }, "a lead cannot be routed; it is parked");
      return parkFailed(deps, submission, error);
    },
    maxItems: maxBatchLeads,
    maxRunning: maxBatches,
    linger: async () => pause(lingerMs),
    maxWaiting: maxWaitingLeads,
  });
  const feed = new LeadFeed({ db, clock, log, tickMs: LIVE_TICK_MS });
  return {
    db,
    clock,
    log,
    directories,
    batcher,
    feed,
    metrics,
    addresses: createAddressPolicy(allowPrivate),
    signingKey,
  };
}
