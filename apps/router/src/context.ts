import type { KeyObject } from "node:crypto";

import type { AddressPolicy } from "@pointsman/outbound/address-policy";
import type { Db } from "@pointsman/store/connect";
import type { Logger } from "pino";

import type { SubmissionBatcher } from "./batch/submission-batcher.ts";
import type { LeadFeed } from "./live/lead-feed.ts";
import type { RouterMetrics } from "./metrics/router-metrics.ts";
import type { DirectoryCache } from "./routing/directory-cache.ts";

/** Time as an argument: milliseconds since 1970-01-01T00:00Z. */
export interface Clock {
  readonly nowMs: () => number;
}

/** What every verb of the service works with. */
export interface ServiceContext {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly directories: DirectoryCache;
  readonly batcher: SubmissionBatcher;
  /** Which addresses that users enter may be called. */
  readonly addresses: AddressPolicy;
  readonly feed: LeadFeed;
  /** Signs the head of the audit chain; null: nothing does. */
  readonly signingKey: KeyObject | null;
  readonly metrics: RouterMetrics;
}
