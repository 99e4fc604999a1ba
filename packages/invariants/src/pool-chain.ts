import type { RepId } from "@pointsman/contracts/id";
import type { PoolState } from "@pointsman/router-core/snapshot";

/** A pool's ledger at some point: the recorded one, or the one on file. */
export type LedgerAt = Pick<PoolState, "seq"> & {
  readonly members: readonly Pick<PoolState["members"][number], "repId" | "creditMicro" | "lastAssignedSeq">[];
};

/** A credit that was moved outside a decision. */
export interface CreditMove {
  readonly repId: RepId;
  readonly deltaMicro: number;
}

/**
 * What is wrong with a ledger that should be just what the decision before it left, and what was moved since; null:
 * nothing. To the micro-unit: who joined starts at zero, and who left must have been left with nothing.
 */
export function findBreak(left: LedgerAt, moves: readonly CreditMove[], found: LedgerAt): string | null {
  if (found.seq !== left.seq) return `its number was ${left.seq} and then ${found.seq}`;
  const expected = new Map(left.members.map(({ repId, creditMicro }) => [repId, creditMicro]));
  for (const { repId, deltaMicro } of moves) expected.set(repId, (expected.get(repId) ?? 0) + deltaMicro);
  const lastSeqs = new Map(left.members.map(({ repId, lastAssignedSeq }) => [repId, lastAssignedSeq]));
  for (const { repId, creditMicro, lastAssignedSeq } of found.members) {
    const lastSeq = lastSeqs.get(repId);
    if (lastSeq !== undefined && lastSeq !== lastAssignedSeq) {
      return `the last lead of ${repId} was ${lastSeq} and then ${lastAssignedSeq}`;
    }
    const credit = expected.get(repId) ?? 0;
    if (creditMicro !== credit) return `the credit of ${repId} was ${credit} and then ${creditMicro}`;
    expected.delete(repId);
  }
  const gone = [...expected].find(([, credit]) => credit !== 0);
  return gone === undefined ? null : `${gone[0]} left with a credit of ${gone[1]}`;
}
