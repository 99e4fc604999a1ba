import { AppError } from "@pointsman/contracts/error";
import type { Db } from "@pointsman/store/connect";
import { RetryTransactionError } from "@pointsman/store/is-retryable";
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

/** A five-character SQLSTATE, but not of class 08 (connection) or 57 (the server is going down). */
function hasSqlState(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return error instanceof RetryTransactionError || (typeof code === "string" && /^(?!08|57)[0-9A-Z]{5}$/.test(code));
}

/** Joins the parts of the service. */
export function createService({ db, clock, log, maxBatchLeads, maxWaitingLeads }: ServiceOptions): ServiceContext {
  const directories = new DirectoryCache();
  const batcher: ServiceContext["batcher"] = new MicroBatcher({
    run: async (submissions) => routeSubmissions({ db, clock, directories }, submissions),
    maxItems: maxBatchLeads,
    // Postgres answers what it dislikes about a row with a code; no rules, or no Postgres, concern every lead alike.
    isOneItemsFault: (error) => !(error instanceof AppError) && hasSqlState(error),
    maxWaiting: maxWaitingLeads,
  });
  return { db, clock, log, directories, batcher };
}
