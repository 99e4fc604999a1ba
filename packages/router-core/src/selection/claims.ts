import type { RepId } from "@pointsman/contracts/id";

const ROOM = 32;

/**
 * Who claims a lead, in columns: place by place a rep, his share and what he is owed. The arithmetic of a choice goes
 * through the same few numbers of everybody again and again; objects of their own took four times as long.
 */
export class Claims {
  count = 0;
  readonly repIds: RepId[] = [];
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
  /** Scratch: the same to be rearranged. */
  ranking = new Float64Array(ROOM);

  /** Forgets everybody, and makes room for so many. */
  clear(room: number): void {
    this.count = 0;
    if (room <= this.shares.length) return;
    this.shares = new Float64Array(room);
    this.credits = new Float64Array(room);
    this.lastSeqs = new Float64Array(room);
    this.parts = new Float64Array(room);
    this.remainders = new Float64Array(room);
    this.ranking = new Float64Array(room);
  }

  add(repId: RepId, share: number, creditMicro: number, lastSeq: number): void {
    const place = this.count++;
    this.repIds[place] = repId;
    this.shares[place] = share;
    this.credits[place] = creditMicro;
    this.lastSeqs[place] = lastSeq;
  }
}
