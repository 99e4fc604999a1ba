import type { RepId } from "@pointsman/contracts/id";

import { MICRO_LEAD } from "../snapshot.ts";
import { Claims } from "./claims.ts";
import { splitClaims, type Sharer } from "./split-lead.ts";

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
  CLAIMS.clear(claimants.map(({ repId }) => repId));
  claimants.forEach(({ share, creditMicro, lastAssignedSeq }, place) => {
    CLAIMS.add(place, share, creditMicro, lastAssignedSeq ?? 0);
  });
  const winner = shareClaims(CLAIMS, seq);
  return { winner, credits: Array.from(CLAIMS.credits.subarray(0, claimants.length)) };
}

/** Scratch memory: nothing of it is handed out. */
const CLAIMS = new Claims();

/** `shareLead` in columns: moves `credits`. @returns the claim that wins */
export function shareClaims(claims: Claims, seq: number): number {
  const { count, credits, parts } = claims;
  if (count === 0) throw new RangeError("a selection needs at least one member");
  splitClaims(claims, seq);
  for (let place = 0; place < count; place++) credits[place] = (credits[place] ?? 0) + (parts[place] ?? 0);
  const winner = chooseWinner(claims);
  credits[winner] = (credits[winner] ?? 0) - MICRO_LEAD;
  return winner;
}

/** `shareLead` by id. */
export function chooseFairShare(claimants: readonly Claimant[], seq: number): FairShareResult {
  const { winner, credits } = shareLead(claimants, seq);
  return {
    winner: memberAt(claimants, winner).repId,
    credits: new Map(claimants.map(({ repId }, place) => [repId, credits[place] ?? 0])),
  };
}

/** Of claims whose credits hold the parts of this lead already. */
function chooseWinner(claims: Claims): number {
  const { count, credits, parts } = claims;
  const threshold = count > 1 ? Math.ceil(MICRO_LEAD / (2 * count - 2)) : 0;
  let mostOwed = 0;
  for (let place = 1; place < count; place++) if (isOwedMore(claims, place, mostOwed)) mostOwed = place;
  const most = credits[mostOwed] ?? 0;
  // Owed more than a fixed roster could ever owe anybody, or nobody owed enough to be urgent: the roster changed.
  if (most > MICRO_LEAD - threshold || most < threshold) return mostOwed;
  let first = mostOwed;
  for (let place = 0; place < count; place++) {
    const credit = credits[place] ?? 0;
    if (credit < threshold || place === first) continue;
    // Leads until he is owed a whole one are (1 − threshold − credit) ÷ part, compared without division.
    const sooner =
      (MICRO_LEAD - threshold - credit) * (parts[first] ?? 0) -
      (MICRO_LEAD - threshold - (credits[first] ?? 0)) * (parts[place] ?? 0);
    if (sooner < 0 || (sooner === 0 && isOwedMore(claims, place, first))) first = place;
  }
  return first;
}

/** Whether the one is owed more than the other; of those who are owed the same, who waits longer, then the lower id. */
function isOwedMore(claims: Claims, one: number, other: number): boolean {
  const { credits, lastSeqs } = claims;
  const owed = (credits[other] ?? 0) - (credits[one] ?? 0) || (lastSeqs[one] ?? 0) - (lastSeqs[other] ?? 0);
  return owed === 0 ? claims.repIdOf(one) < claims.repIdOf(other) : owed < 0;
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
