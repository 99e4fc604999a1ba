import type { PoolId, QueueId, RepId } from "@pointsman/contracts/id";
import type { Queue } from "@pointsman/contracts/organisation";

import type { PoolBoard } from "./board/pool-board.ts";
import type { RepTable } from "./board/rep-table.ts";
import { judgeRep, type Eligibility, type EligibilityContext } from "./eligibility/check-eligibility.ts";
import type { PoolConfig, PoolState, RepState, RoutingSnapshot } from "./snapshot.ts";

/** State as a decision asks for it: recorded in a snapshot, or live. */
export interface StateReader {
  readonly rep: (repId: RepId) => RepState | undefined;
  /** Whether a rep is on file and with the company, taking leads. */
  readonly isActive: (repId: RepId) => boolean;
  /** `judgeRep` of a rep. */
  readonly judge: (repId: RepId, context: EligibilityContext) => Eligibility;
  readonly pool: (poolId: PoolId) => PoolState | undefined;
  /** What is configured of a pool, without its ledger. */
  readonly poolConfig: (poolId: PoolId) => PoolConfig | undefined;
  readonly queue: (queueId: QueueId) => Queue | undefined;
  /** Who had the last lead of this lead's account, where a pool in scope asks. */
  readonly accountRepId: RepId | undefined;
  /** The pool laid out for choosing, where that is kept from one decision to the next; choosing moves it. */
  readonly board: (poolId: PoolId) => PoolBoard | undefined;
  /** The reps in rows, where they are kept so. */
  readonly reps: RepTable | undefined;
}

/** Reads what a snapshot holds. */
export function readSnapshot({ reps, pools, queues, accountRepId }: RoutingSnapshot): StateReader {
  return {
    rep: (repId) => reps[repId],
    isActive: (repId) => reps[repId]?.status === "active",
    judge: (repId, context) => judgeRep(reps[repId], context),
    pool: (poolId) => pools[poolId],
    poolConfig: (poolId) => pools[poolId],
    queue: (queueId) => queues[queueId],
    accountRepId,
    board: () => undefined,
    reps: undefined,
  };
}
