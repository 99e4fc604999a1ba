import type { PoolId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db, Tx } from "../connect.ts";
import { parseCursor } from "../cursor.ts";
import type { CreditDelta } from "../database.ts";
import { cutPage, type PageOptions } from "../page.ts";

/** A change of a pool's ledger outside its decisions. */
export type StoredCreditCorrection = {
  readonly poolId: PoolId;
  /** By hand; because somebody joined or left; or because the pool shares in another unit. */
  readonly cause: "correction" | "members" | "unit";
  /** Number of the pool's last decision before it: the next one sees the corrected ledger. */
  readonly afterSeq: number;
  /** They sum to zero. */
  readonly deltas: readonly CreditDelta[];
  /** Why; treated as personal data. */
  readonly comment: string;
  readonly requestedBy: string;
  readonly correctedAt: Timestamp;
};

/** Notes changes of pools' ledgers. To be called with the pools locked. */
export async function insertCreditCorrections(tx: Tx, corrections: readonly StoredCreditCorrection[]): Promise<void> {
  if (corrections.length === 0) return;
  await tx
    .insertInto("credit_correction")
    .values(
      corrections.map(({ poolId, cause, afterSeq, deltas, comment, requestedBy, correctedAt }) => ({
        pool_id: poolId,
        cause,
        after_seq: afterSeq,
        deltas: JSON.stringify(deltas),
        personal_comment: comment,
        requested_by: requestedBy,
        corrected_at: correctedAt,
      })),
    )
    .execute();
}

const COLUMNS = [
  "pool_id as poolId",
  "cause",
  "after_seq as afterSeq",
  "deltas",
  "personal_comment as comment",
  "requested_by as requestedBy",
  "corrected_at as correctedAt",
] as const;

/**
 * The latest changes of a pool's ledger outside its decisions, the latest first. Throws `INVALID_INPUT` for a cursor of
 * another list.
 */
export async function listCreditCorrections(
  db: Db,
  { poolId, limit, cursor }: PageOptions & { readonly poolId: PoolId },
): Promise<{ readonly corrections: readonly StoredCreditCorrection[]; readonly nextCursor: string | null }> {
  let query = db
    .selectFrom("credit_correction")
    .select(COLUMNS)
    .select("id")
    .where("pool_id", "=", poolId)
    .orderBy("after_seq", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1);
  if (cursor !== undefined) {
    const [seq, id] = parseCursor(cursor, isKey);
    query = query.where(sql<boolean>`(after_seq, id) < (${seq}::bigint, ${id}::bigint)`);
  }
  const { rows, nextCursor } = cutPage(await query.execute(), limit, ({ afterSeq, id }) => [`${afterSeq}`, `${id}`]);
  return { corrections: rows, nextCursor };
}

function isKey(parts: readonly string[]): boolean {
  return parts.length === 2 && parts.every((part) => /^\d{1,15}$/.test(part));
}

/** What all of them moved, each pool's in the order in which they were made. */
export async function listAllCreditMoves(
  db: Db,
): Promise<readonly Pick<StoredCreditCorrection, "poolId" | "afterSeq" | "deltas">[]> {
  return db
    .selectFrom("credit_correction")
    .select(["pool_id as poolId", "after_seq as afterSeq", "deltas"])
    .orderBy("pool_id")
    .orderBy("after_seq")
    .orderBy("id")
    .execute();
}
