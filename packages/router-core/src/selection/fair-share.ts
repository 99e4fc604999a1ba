import type { RepId } from "@pointsman/contracts/id";

import { MICRO_LEAD } from "../snapshot.ts";
import { splitLead, type Sharer } from "./split-lead.ts";

export interface Claimant extends Sharer {
  readonly creditMicro: number;
  readonly lastAssignedSeq: number | null;
}

export interface FairShareResult {
  readonly winner: RepId;
  /** New credit of every claimant, in micro-leads; their sum is what it was before. */
  readonly credits: ReadonlyMap<RepId, number>;
}

/** The same by place in the list of claimants, for whoever walks through them all: maps by id cost three times as much. */
export interface SharedLead {
  readonly winner: number;
  readonly credits: readonly number[];
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
export function shareLead(claimants: readonly Claimant[], seq: number): SharedLead {
  const parts = splitLead(claimants, seq);
  const credits = parts.map((part, place) => part + (claimants[place]?.creditMicro ?? 0));
  const winner = chooseWinner(claimants, parts, credits);
  credits[winner] = (credits[winner] ?? 0) - MICRO_LEAD;
  return { winner, credits };
}

/** `shareLead` by id. */
export function chooseFairShare(claimants: readonly Claimant[], seq: number): FairShareResult {
  const { winner, credits } = shareLead(claimants, seq);
  return {
    winner: memberAt(claimants, winner).repId,
    credits: new Map(claimants.map(({ repId }, place) => [repId, credits[place] ?? 0])),
  };
}

/** @param credits with the parts of this lead */
function chooseWinner(claimants: readonly Claimant[], parts: readonly number[], credits: readonly number[]): number {
  const creditOf = (place: number) => credits[place] ?? 0;
  const byCredit = (a: number, b: number) =>
    creditOf(b) - creditOf(a) || byWait(memberAt(claimants, a), memberAt(claimants, b));
  const count = claimants.length;
  const threshold = count > 1 ? Math.ceil(MICRO_LEAD / (2 * count - 2)) : 0;
  const mostOwed = firstPlace(count, byCredit);
  const most = creditOf(mostOwed);
  // Owed more than a fixed roster could ever owe anybody, or nobody owed enough to be urgent: the roster changed.
  if (most > MICRO_LEAD - threshold || most < threshold) return mostOwed;
  // Leads until he is owed a whole one are (1 − threshold − credit) ÷ part, compared without division.
  const slackOf = (place: number) => MICRO_LEAD - threshold - creditOf(place);
  const byDeadline = (a: number, b: number) =>
    slackOf(a) * (parts[b] ?? 0) - slackOf(b) * (parts[a] ?? 0) || byCredit(a, b);
  let first = mostOwed;
  for (let place = 0; place < count; place++) {
    if (creditOf(place) >= threshold && byDeadline(place, first) < 0) first = place;
  }
  return first;
}

/** Whoever waits longest since his last lead first, then the lower id. */
export function byWait(
  a: Pick<Claimant, "repId" | "lastAssignedSeq">,
  b: Pick<Claimant, "repId" | "lastAssignedSeq">,
): number {
  return (a.lastAssignedSeq ?? 0) - (b.lastAssignedSeq ?? 0) || (a.repId < b.repId ? -1 : 1);
}

/** The place of the first in the given order, in one pass. @throws RangeError where there is nobody */
export function firstPlace(count: number, compare: (a: number, b: number) => number): number {
  if (count === 0) throw new RangeError("a selection needs at least one member");
  let first = 0;
  for (let place = 1; place < count; place++) if (compare(place, first) < 0) first = place;
  return first;
}

/** @throws RangeError where the list has no such place */
export function memberAt<T>(members: readonly T[], place: number): T {
  const member = members[place];
  if (member === undefined) throw new RangeError(`there is no member ${place}`);
  return member;
}
