import type { Db } from "@pointsman/store/connect";
import type { Logger } from "pino";

import { MicroBatcher } from "./batch/micro-batcher.ts";
import { routeSubmissions } from "./batch/route-submissions.ts";
import type { Clock, ServiceContext } from "./context.ts";
import { DirectoryCache } from "./routing/directory-cache.ts";

export interface ServiceOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly maxBatchLeads: number;
  readonly maxWaitingLeads: number;
}

/** Joins the parts of the service. */
export function createService({ db, clock, log, maxBatchLeads, maxWaitingLeads }: ServiceOptions): ServiceContext {
  const directories = new DirectoryCache();
  const batcher: ServiceContext["batcher"] = new MicroBatcher({
    run: async (submissions) => routeSubmissions({ db, clock, directories }, submissions),
    maxItems: maxBatchLeads,
    maxWaiting: maxWaitingLeads,
  });
  return { db, clock, log, directories, batcher };
}
