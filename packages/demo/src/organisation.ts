import { Account, Partner, Pool, Queue, Rep, Territory } from "@pointsman/contracts/organisation";

import { accounts } from "./accounts.ts";
import { partners } from "./partners.ts";
import { pools } from "./pools.ts";
import { queues } from "./queues.ts";
import { buildReps } from "./reps.ts";
import { territories } from "./territories.ts";

/** Everything that routing has to know of a company before the first lead. */
export interface Organisation {
  readonly reps: readonly Rep[];
  readonly pools: readonly Pool[];
  readonly territories: readonly Territory[];
  readonly accounts: readonly Account[];
  readonly partners: readonly Partner[];
  readonly queues: readonly Queue[];
}

/** The demo organisation with all defaults filled in. Only time off depends on `nowMs`, and only on its day in UTC. */
export function buildOrganisation(nowMs: number): Organisation {
  return {
    reps: buildReps(nowMs).map((rep) => Rep.parse(rep)),
    pools: pools.map((pool) => Pool.parse(pool)),
    territories: territories.map((territory) => Territory.parse(territory)),
    accounts: accounts.map((account) => Account.parse(account)),
    partners: partners.map((partner) => Partner.parse(partner)),
    queues: queues.map((queue) => Queue.parse(queue)),
  };
}
