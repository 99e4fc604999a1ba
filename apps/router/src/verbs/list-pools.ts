import type { PoolDecision, PoolWithLedger } from "@pointsman/contracts/api/organisation";
import type { Decision } from "@pointsman/contracts/decision";
import { AppError } from "@pointsman/contracts/error";
import type { PoolId } from "@pointsman/contracts/id";
import type { Pool } from "@pointsman/contracts/organisation";
import type { Caller } from "@pointsman/rpc/authenticate";
import { reaches, requireAny } from "@pointsman/rpc/reach";
import { parseCursor } from "@pointsman/store/cursor";
import { listLatestPoolDecisions } from "@pointsman/store/decisions/find-decisions";
import { cutPage, type PageOptions } from "@pointsman/store/page";
import { listCreditCorrections } from "@pointsman/store/pools/credit-corrections";
import { listPoolLedgers } from "@pointsman/store/pools/list-pool-ledgers";

import type { ServiceContext } from "../context.ts";
import { pageById } from "./page-by-id.ts";
import { readOrganisation } from "./read-organisation.ts";

type Context = Pick<ServiceContext, "db" | "directories">;
type PageOfPool = PageOptions & { readonly poolId: PoolId };

/** Pools with a member within the caller's reach, by id, with their ledgers. */
export async function listPools(context: Context, caller: Caller, page: PageOptions) {
  const { pools } = await readOrganisation(context);
  const within = pools.filter(
    ({ members }) => caller.repIds === undefined || members.some(({ repId }) => reaches(caller, repId)),
  );
  const { items, nextCursor } = pageById(within, page);
  return { pools: await withLedgers(context, items), nextCursor };
}

/** @throws AppError `NOT_FOUND`; `OUT_OF_REACH` */
export async function readPool(context: Context, caller: Caller, poolId: PoolId): Promise<PoolWithLedger> {
  const [pool] = await withLedgers(context, [await requirePool(context, caller, poolId)]);
  if (pool === undefined) throw new Error(`The ledger of ${poolId} was not read`);
  return pool;
}

/** The latest changes of a pool's ledger outside its decisions, the latest first. @throws AppError `NOT_FOUND`; `OUT_OF_REACH` */
export async function listCorrections(context: Context, caller: Caller, page: PageOfPool) {
  await requirePool(context, caller, page.poolId);
  return listCreditCorrections(context.db, page);
}

/** A pool's decisions with what they did to its ledger, the latest first. @throws AppError `NOT_FOUND`; `OUT_OF_REACH` */
export async function listPoolDecisions(context: Context, caller: Caller, { poolId, limit, cursor }: PageOfPool) {
  await requirePool(context, caller, poolId);
  const [seq] = cursor === undefined ? [null] : parseCursor(cursor, ([seq = ""]) => /^\d{1,15}$/.test(seq));
  const page = { beforeSeq: seq === null ? null : Number(seq), limit: limit + 1 };
  const found = (await listLatestPoolDecisions(context.db, poolId, page)).map(toPoolDecision);
  const { rows: decisions, nextCursor } = cutPage(found, limit, (last) => [String(last.seq)]);
  return { decisions, nextCursor };
}

async function requirePool(context: Context, caller: Caller, poolId: PoolId): Promise<Pool> {
  const { pools } = await readOrganisation(context);
  const pool = pools.find(({ id }) => id === poolId);
  if (pool === undefined) throw new AppError("NOT_FOUND", `There is no pool ${poolId}.`);
  requireAny(
    caller,
    pool.members.map(({ repId }) => repId),
    `Pool ${poolId}`,
  );
  return pool;
}

async function withLedgers({ db }: Context, pools: readonly Pool[]): Promise<readonly PoolWithLedger[]> {
  const ledgers = new Map((await listPoolLedgers(db)).map((ledger) => [ledger.poolId, ledger]));
  return pools.map((pool) => {
    const ledger = ledgers.get(pool.id);
    return { ...pool, seq: ledger?.seq ?? 0, ledger: ledger?.members ?? [] };
  });
}

/** Of the steps it is the one that chose from the pool whose candidates moved its ledger. */
function toPoolDecision({ leadId, epoch, decidedAt, outcome, trace }: Decision): PoolDecision {
  const { selection } = trace;
  const step = trace.steps.find(({ poolId }) => poolId === selection?.poolId);
  return {
    seq: selection?.seq ?? 0,
    leadId,
    epoch,
    decidedAt,
    repId: outcome.kind === "assigned" ? outcome.repId : null,
    candidates: (step?.candidates ?? []).map(({ repId, verdict, refusal, creditBefore, creditAfter }) => ({
      repId,
      verdict,
      refusal,
      creditBefore,
      creditAfter,
    })),
  };
}
