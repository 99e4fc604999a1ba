import type { RepId } from "@pointsman/contracts/id";
import type { PoolState } from "@pointsman/router-core/snapshot";

/** A pool's ledger at some point: the recorded one, or the one on file. */
export type LedgerAt = Pick<PoolState, "seq"> & {
  readonly members: readonly Pick<PoolState["members"][number], "repId" | "creditMicro" | "lastAssignedSeq">[];
};

/**
 * What is wrong with a ledger that should be just what the decision before it left; null: nothing. While the members are
 * the same, each has to the micro-unit what he had. Where somebody joined or left, what leavers held was shared among
 * the rest: then the credits must still sum to zero.
 */
export function findBreak(left: LedgerAt, found: LedgerAt): string | null {
  if (found.seq !== left.seq) return `its number was ${left.seq} and then ${found.seq}`;
  const sum = found.members.reduce((total, { creditMicro }) => total + creditMicro, 0);
  if (sum !== 0) return `its credits sum to ${sum}`;
  const before = new Map(left.members.map((member) => [member.repId, member]));
  const isSameCrew =
    left.members.length === found.members.length && found.members.every(({ repId }) => before.has(repId));
  for (const { repId, creditMicro, lastAssignedSeq } of found.members) {
    const member = before.get(repId);
    if (member === undefined) continue;
    if (member.lastAssignedSeq !== lastAssignedSeq) {
      return `the last lead of ${repId} was ${member.lastAssignedSeq} and then ${lastAssignedSeq}`;
    }
    if (isSameCrew && member.creditMicro !== creditMicro) {
      return toCreditBreak(repId, member.creditMicro, creditMicro);
    }
  }
  return null;
}

function toCreditBreak(repId: RepId, before: number, after: number): string {
  return `the credit of ${repId} was ${before} and then ${after}`;
}
