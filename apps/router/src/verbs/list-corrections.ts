import { AppError } from "@pointsman/contracts/error";
import type { PoolId } from "@pointsman/contracts/id";
import { listCreditCorrections, type StoredCreditCorrection } from "@pointsman/store/pools/credit-corrections";

import type { ServiceContext } from "../context.ts";
import { readOrganisation } from "./read-organisation.ts";

/** The latest changes of a pool's ledger outside its decisions, the latest first. @throws AppError `NOT_FOUND` */
export async function listCorrections(
  context: Pick<ServiceContext, "db" | "directories">,
  input: { readonly poolId: PoolId; readonly limit: number },
): Promise<readonly StoredCreditCorrection[]> {
  const { pools } = await readOrganisation(context);
  if (!pools.some(({ id }) => id === input.poolId))
    throw new AppError("NOT_FOUND", `There is no pool ${input.poolId}.`);
  return listCreditCorrections(context.db, input);
}
