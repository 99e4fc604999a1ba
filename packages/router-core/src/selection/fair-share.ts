import type { RepId } from "@pointsman/contracts/id";

import { MICRO_LEAD } from "../snapshot.ts";

export interface Claimant {
  readonly repId: RepId;
  /** Relative size of his share: a positive integer up to 10⁹. */
  readonly share: number;
  readonly creditMicro: number;
  readonly lastAssignedSeq: number | null;
}

export interface FairShareResult {
  readonly winner: RepId;
  /** New credit of every claimant, in micro-leads; their sum is what it was before. */
  readonly credits: ReadonlyMap<RepId, number>;
}

/**
 * Gives one lead to one of the claimants so that each gets his share in the long run and nobody waits a whole lead.
 *
 * Each claimant is credited with his part of the lead; the winner pays one lead. Of those who are owed at least
 * 1/(2n − 2) lead, the one wins who would be owed a whole lead soonest; ties go to whoever waits longest, then to the
 * lower id. This is the rule of Tijdeman, "The chairman assignment problem", Discrete Mathematics 32 (1980): with a
 * fixed roster no claimant is ever owed more than 1 − 1/(2n − 2) lead. Giving to the most-owed instead does not keep
 * that promise: weights 67, 8, 268, 1, 1, 11, 9, 270, 6, 7 leave a rep owed 1.20 leads.
 *
 * Where claimants come and go, somebody may be owed more than that all the same. Then, and only then, the most-owed
 * wins: by urgency alone a rep of a small share would go before one who is owed far more (measured: 2.6 leads instead
 * of 1.5, docs/fairness.md). With a fixed roster that never happens but to him whom urgency names too.
 *
 * The order in which the claimants are listed makes no difference.
 *
 * @param claimants at least one, every share positive
 * @param seq number of this lead in the pool; turns the order in which leftover micro-units go round
 */
export function chooseFairShare(claimants: readonly Claimant[], seq: number): FairShareResult {
  const parts = splitLead(claimants, seq);
  const credited = claimants.map((claimant, index): Credited => {
    const part = parts[index] ?? 0;
    return {
      repId: claimant.repId,
      lastAssignedSeq: claimant.lastAssignedSeq,
      part,
      creditMicro: claimant.creditMicro + part,
    };
  });
  const winner = chooseWinner(credited);
  const credits = new Map(
    credited.map(({ repId, creditMicro }) => [repId, repId === winner ? creditMicro - MICRO_LEAD : creditMicro]),
  );
  return { winner, credits };
}

/**
 * Splits one lead in proportion to the shares: integers that sum to exactly one lead. What rounding leaves over goes
 * to the largest remainders, equal ones taking turns with `seq`, in the order of their ids.
 */
export function splitLead(claimants: readonly Pick<Claimant, "repId" | "share">[], seq: number): readonly number[] {
  const total = claimants.reduce((sum, { share }) => sum + share, 0);
  // All exact: a share is at most 10⁹, so that share × 10⁶ stays below 2⁵³.
  const remainders = claimants.map(({ share }) => (share * MICRO_LEAD) % total);
  const parts = claimants.map(({ share }, index) => (share * MICRO_LEAD - (remainders[index] ?? 0)) / total);
  const leftover = MICRO_LEAD - parts.reduce((sum, part) => sum + part, 0);
  if (leftover === 0) return parts;
  const byId = claimants
    .map(({ repId }, index) => ({ repId, index, remainder: remainders[index] ?? 0 }))
    .toSorted((a, b) => (a.repId < b.repId ? -1 : 1));
  const byRemainder = byId
    .map((entry, rank) => ({ ...entry, turn: (rank + seq) % claimants.length }))
    .toSorted((a, b) => b.remainder - a.remainder || a.turn - b.turn);
  for (const { index } of byRemainder.slice(0, leftover)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}

type Credited = Omit<Claimant, "share"> & { readonly part: number };

function chooseWinner(credited: readonly Credited[]): RepId {
  const threshold = credited.length > 1 ? Math.ceil(MICRO_LEAD / (2 * credited.length - 2)) : 0;
  const mostOwed = firstBy(credited, byCredit);
  // Owed more than a fixed roster could ever owe anybody, or nobody owed enough to be urgent: the roster changed.
  if (mostOwed.creditMicro > MICRO_LEAD - threshold || mostOwed.creditMicro < threshold) return mostOwed.repId;
  return firstBy(
    credited.filter(({ creditMicro }) => creditMicro >= threshold),
    byDeadline(threshold),
  ).repId;
}

/** Leads until the claimant is owed a whole one are (1 − threshold − credit) ÷ part, compared without division. */
function byDeadline(threshold: number) {
  const slack = ({ creditMicro }: Credited) => MICRO_LEAD - threshold - creditMicro;
  return (a: Credited, b: Credited) => slack(a) * b.part - slack(b) * a.part || byCredit(a, b);
}

function byCredit(a: Credited, b: Credited): number {
  return b.creditMicro - a.creditMicro || byWait(a, b);
}

/** Whoever waits longest since his last lead first, then the lower id. */
export function byWait(
  a: Pick<Claimant, "repId" | "lastAssignedSeq">,
  b: Pick<Claimant, "repId" | "lastAssignedSeq">,
): number {
  return (a.lastAssignedSeq ?? 0) - (b.lastAssignedSeq ?? 0) || (a.repId < b.repId ? -1 : 1);
}

/** The first in the given order, in one pass. @throws RangeError where there is nobody */
export function firstBy<T>(items: readonly T[], compare: (a: T, b: T) => number): T {
  if (items.length === 0) throw new RangeError("a selection needs at least one member");
  return items.reduce((first, item) => (compare(item, first) < 0 ? item : first));
}
