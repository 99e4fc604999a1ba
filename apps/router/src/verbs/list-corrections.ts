import { AppError } from "@pointsman/contracts/error";
import type { PoolId } from "@pointsman/contracts/id";
import type { Caller } from "@pointsman/rpc/authenticate";
import { requireAny } from "@pointsman/rpc/reach";
import { listCreditCorrections, type StoredCreditCorrection } from "@pointsman/store/pools/credit-corrections";

import type { ServiceContext } from "../context.ts";
import { readOrganisation } from "./read-organisation.ts";

/** The latest changes of a pool's ledger outside its decisions, the latest first. @throws AppError `NOT_FOUND`; `OUT_OF_REACH` */
export async function listCorrections(
  context: Pick<ServiceContext, "db" | "directories">,
  caller: Caller,
  input: { readonly poolId: PoolId; readonly limit: number },
): Promise<readonly StoredCreditCorrection[]> {
  const { pools } = await readOrganisation(context);
  const pool = pools.find(({ id }) => id === input.poolId);
  if (pool === undefined) throw new AppError("NOT_FOUND", `There is no pool ${input.poolId}.`);
  requireAny(
    caller,
    pool.members.map(({ repId }) => repId),
    `Pool ${input.poolId}`,
  );
  return listCreditCorrections(context.db, input);
}
