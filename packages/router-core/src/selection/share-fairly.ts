import { chooseFairShare } from "./fair-share.ts";
import { shareOf, type Strategy } from "./strategy.ts";

/** `fair_share`: from the pool's ledger. */
export const shareFairly: Strategy = (members, { seq }) =>
  chooseFairShare(
    members.map((entry) => ({
      repId: entry.member.repId,
      share: shareOf(entry),
      creditMicro: entry.member.creditMicro,
      lastAssignedSeq: entry.member.lastAssignedSeq,
    })),
    seq,
  );
