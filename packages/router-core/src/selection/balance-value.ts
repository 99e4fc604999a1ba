import { MICRO_LEAD } from "../snapshot.ts";
import { byWait, firstBy } from "./fair-share.ts";
import { shareOf, type Offer, type Strategy } from "./strategy.ts";

/** The most that one lead may count, so that credits stay exact integers. */
const MAX_VALUE = 100_000_000;

/**
 * `balanced_value`: each lead credits every member with his part of its value, the winner pays all of it, and whoever
 * is owed most wins; ties go to whoever waits longest, then to the lower id. The ledger is in micro-units of value:
 * 1,000,000 is a value of 1.
 */
export const balanceValue: Strategy = (members, offer) => {
  const value = valueOf(offer);
  const parts = splitValue(members.map(shareOf), value);
  const credited = members.map(({ member }, index) => ({
    repId: member.repId,
    lastAssignedSeq: member.lastAssignedSeq,
    creditMicro: member.creditMicro + (parts[index] ?? 0),
  }));
  // Rounding leaves less than a micro-unit a member over; the winner, who pays the whole, pays that less.
  const { repId: winner } = firstBy(credited, (a, b) => b.creditMicro - a.creditMicro || byWait(a, b));
  const paid = parts.reduce((sum, part) => sum + part, 0);
  const credits = new Map(
    credited.map(({ repId, creditMicro }) => [repId, repId === winner ? creditMicro - paid : creditMicro]),
  );
  return { winner, credits };
};

/** What the lead counts, in micro-units. */
function valueOf({ pool: { value }, facts }: Offer): number {
  if (value === undefined) return MICRO_LEAD;
  const known = facts[value.fact];
  const worth = typeof known === "number" && known > 0 ? Math.min(known, MAX_VALUE) : value.otherwise;
  return Math.max(1, Math.round(worth * MICRO_LEAD));
}

/** In proportion to the shares, rounded down. In big integers: a value times a share is beyond 2⁵³. */
function splitValue(shares: readonly number[], value: number): readonly number[] {
  const total = BigInt(shares.reduce((sum, share) => sum + share, 0));
  return shares.map((share) => Number((BigInt(value) * BigInt(share)) / total));
}
