import type { RepId } from "@pointsman/contracts/id";

const ROOM = 32;
/** Remainders are told apart by size in so many steps, from 0 to the total of the shares. */
export const SIZES = 32;

/**
 * Who claims a lead, in columns: claim by claim a share and what he is owed. The arithmetic of a choice goes through the
 * same few numbers of everybody again and again; objects of their own took four times as long.
 */
export class Claims {
  count = 0;
  /** Whom the choice is among; some of them have a claim. */
  repIds: readonly RepId[] = [];
  /** Of each claim its rep's place among those. */
  places = new Int32Array(ROOM);
  /** Positive integers up to 10⁹, relative to each other. */
  shares = new Float64Array(ROOM);
  /** In micro-leads: before the choice, and after it what it makes of them. */
  credits = new Float64Array(ROOM);
  /** Number of the last lead that each was given; 0 before the first. */
  lastSeqs = new Float64Array(ROOM);
  /** What each is credited with of this lead, in micro-leads. */
  parts = new Float64Array(ROOM);
  /** Scratch: what rounding took from each part. */
  remainders = new Float64Array(ROOM);
  /** Scratch: how many remainders there are of each size. */
  readonly sizes = new Int32Array(SIZES);
  /** Scratch: remainders of one size, to be rearranged. */
  ranking = new Float64Array(ROOM);

  /** Forgets all claims, and makes room for one of each. */
  clear(repIds: readonly RepId[]): void {
    this.count = 0;
    this.repIds = repIds;
    const room = repIds.length;
    if (room <= this.shares.length) return;
    this.places = new Int32Array(room);
    this.shares = new Float64Array(room);
    this.credits = new Float64Array(room);
    this.lastSeqs = new Float64Array(room);
    this.parts = new Float64Array(room);
    this.remainders = new Float64Array(room);
    this.ranking = new Float64Array(room);
  }

  add(place: number, share: number, creditMicro: number, lastSeq: number): void {
    const claim = this.count++;
    this.places[claim] = place;
    this.shares[claim] = share;
    this.credits[claim] = creditMicro;
    this.lastSeqs[claim] = lastSeq;
  }

  /** Whose claim it is. */
  repIdOf(claim: number): RepId {
    return this.repIds[this.places[claim] ?? 0] ?? "rep_";
  }
}
