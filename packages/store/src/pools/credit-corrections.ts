import type { PoolId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

import type { Db, Tx } from "../connect.ts";
import type { CreditDelta } from "../database.ts";

export type StoredCreditCorrection = {
  readonly poolId: PoolId;
  /** Number of the pool's last decision before it: the next one sees the corrected ledger. */
  readonly afterSeq: number;
  /** They sum to zero. */
  readonly deltas: readonly CreditDelta[];
  /** Why; treated as personal data. */
  readonly comment: string;
  readonly requestedBy: string;
  readonly correctedAt: Timestamp;
};

/** Notes a correction of a pool's ledger. To be called with the pool locked. */
export async function insertCreditCorrection(tx: Tx, correction: StoredCreditCorrection): Promise<void> {
  await tx
    .insertInto("credit_correction")
    .values({
      pool_id: correction.poolId,
      after_seq: correction.afterSeq,
      deltas: JSON.stringify(correction.deltas),
      personal_comment: correction.comment,
      requested_by: correction.requestedBy,
      corrected_at: correction.correctedAt,
    })
    .execute();
}

/** The latest corrections of a pool, the latest first. */
export async function listCreditCorrections(
  db: Db,
  { poolId, limit }: { readonly poolId: PoolId; readonly limit: number },
): Promise<readonly StoredCreditCorrection[]> {
  return db
    .selectFrom("credit_correction")
    .select(["pool_id as poolId", "after_seq as afterSeq", "deltas", "personal_comment as comment"])
    .select(["requested_by as requestedBy", "corrected_at as correctedAt"])
    .where("pool_id", "=", poolId)
    .orderBy("after_seq", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}
