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
 * fixed roster no claimant is ever owed 1 − 1/(2n − 2) lead or more. Giving to the most-owed instead does not keep
 * that promise: weights 67, 8, 268, 1, 1, 11, 9, 270, 6, 7 leave a rep owed 1.20 leads.
 *
 * @param claimants at least one, every share positive
 * @param seq number of this lead in the pool; turns the order in which leftover micro-units go round
 */
export function chooseFairShare(claimants: readonly Claimant[], seq: number): FairShareResult {
  const parts = splitLead(claimants, seq);
  const credited = claimants.map((claimant, index) => ({
    ...claimant,
    part: parts[index] ?? 0,
    creditMicro: claimant.creditMicro + (parts[index] ?? 0),
  }));
  const winner = chooseMostUrgent(credited);
  const credits = new Map(
    credited.map(({ repId, creditMicro }) => [repId, repId === winner ? creditMicro - MICRO_LEAD : creditMicro]),
  );
  return { winner, credits };
}

/**
 * Splits one lead in proportion to the shares: integers that sum to exactly one lead. What rounding leaves over goes
 * to the largest remainders, equal ones taking turns with `seq`.
 */
export function splitLead(claimants: readonly Pick<Claimant, "share">[], seq: number): readonly number[] {
  const total = claimants.reduce((sum, { share }) => sum + share, 0);
  // All exact: a share is at most 10⁹, so that share × 10⁶ stays below 2⁵³.
  const remainders = claimants.map(({ share }) => (share * MICRO_LEAD) % total);
  const parts = claimants.map(({ share }, index) => (share * MICRO_LEAD - (remainders[index] ?? 0)) / total);
  const leftover = MICRO_LEAD - parts.reduce((sum, part) => sum + part, 0);
  const turn = (index: number) => (index + seq) % claimants.length;
  const byRemainder = remainders
    .map((remainder, index) => ({ remainder, index }))
    .toSorted((a, b) => b.remainder - a.remainder || turn(a.index) - turn(b.index));
  for (const { index } of byRemainder.slice(0, leftover)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}

type Credited = Claimant & { readonly part: number };

function chooseMostUrgent(credited: readonly Credited[]): RepId {
  const threshold = credited.length > 1 ? Math.ceil(MICRO_LEAD / (2 * credited.length - 2)) : 0;
  const owed = credited.filter(({ creditMicro }) => creditMicro >= threshold);
  // Nobody owed that much: possible only when the roster changed and reps outside it hold the credit.
  const contenders = owed.length > 0 ? owed.toSorted(byDeadline(threshold)) : credited.toSorted(byCredit);
  const [winner] = contenders;
  if (winner === undefined) throw new RangeError("fair share needs at least one claimant");
  return winner.repId;
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
