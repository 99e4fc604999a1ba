import type { Fault } from "./fault.ts";
import { capacityLowered } from "./inject/capacity-lowered.ts";
import { commitReplyLost } from "./inject/commit-reply-lost.ts";
import { poison } from "./inject/poison.ts";
import { postgresKilled } from "./inject/postgres-killed.ts";
import { replyCut } from "./inject/reply-cut.ts";
import { retriedTransactions } from "./inject/retried-transactions.ts";
import { routerKilled } from "./inject/router-killed.ts";
import { routerPaused } from "./inject/router-paused.ts";
import { rulesPublished } from "./inject/rules-published.ts";
import { smallPool } from "./inject/small-pool.ts";
import { waitingLeads } from "./inject/waiting-leads.ts";
import { workerKilled } from "./inject/worker-killed.ts";

/** All that the service must come through. */
export const FAULTS: readonly Fault[] = [
  replyCut,
  poison,
  routerKilled,
  postgresKilled,
  commitReplyLost,
  routerPaused,
  retriedTransactions,
  capacityLowered,
  rulesPublished,
  smallPool,
  waitingLeads,
  workerKilled,
];
