import { toKnown } from "../conditions/evaluate.ts";
import { MICRO_LEAD } from "../snapshot.ts";
import { byWait, firstPlace, memberAt } from "./fair-share.ts";
import type { Contender, Offer, Strategy } from "./strategy.ts";

/** The most that one lead may count, so that credits stay exact integers. */
const MAX_VALUE = 100_000_000;

/**
 * `balanced_value`: each lead credits every member with his part of its value, the winner pays all of it, and whoever
 * is owed most wins; ties go to whoever waits longest, then to the lower id. The ledger is in micro-units of value:
 * 1,000,000 is a value of 1.
 */
export const balanceValue: Strategy = (contenders, offer) => {
  const parts = splitValue(contenders, valueOf(offer));
  const credits = contenders.map(({ creditMicro }, place) => creditMicro + (parts[place] ?? 0));
  const winner = firstPlace(
    contenders.length,
    (a, b) => (credits[b] ?? 0) - (credits[a] ?? 0) || byWait(memberAt(contenders, a), memberAt(contenders, b)),
  );
  // Rounding leaves less than a micro-unit a member over; the winner, who pays the whole, pays that less.
  const paid = parts.reduce((sum, part) => sum + part, 0);
  credits[winner] = (credits[winner] ?? 0) - paid;
  return { winner, credits };
};

/** What the lead counts, in micro-units. */
function valueOf({ pool: { value }, facts }: Offer): number {
  if (value === undefined) return MICRO_LEAD;
  const known = toKnown(facts[value.fact]);
  const worth = typeof known === "number" && known > 0 ? Math.min(known, MAX_VALUE) : value.otherwise;
  return Math.max(1, Math.round(worth * MICRO_LEAD));
}

/** In proportion to the shares, rounded down. In big integers: a value times a share is beyond 2⁵³. */
function splitValue(contenders: readonly Contender[], value: number): readonly number[] {
  const total = BigInt(contenders.reduce((sum, { share }) => sum + share, 0));
  return contenders.map(({ share }) => Number((BigInt(value) * BigInt(share)) / total));
}
