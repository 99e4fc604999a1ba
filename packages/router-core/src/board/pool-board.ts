import type { RepId } from "@pointsman/contracts/id";

import type { PoolConfig, PoolMemberState, PoolState } from "../snapshot.ts";
import type { RepTable } from "./rep-table.ts";

/** In `lastSeqs`: no lead yet. */
const NEVER = -1;

/** A pool laid out for choosing: its ledger in columns, by place in its list of members. */
export class PoolBoard {
  readonly reps: RepTable;
  readonly repIds: readonly RepId[];
  /** Each member's row in `reps`. */
  readonly rows: Int32Array;
  readonly weights: Float64Array;
  readonly credits: Float64Array;
  readonly #lastSeqs: Float64Array;
  /** Who has a skill: 1 at his place. Members alone are asked, so that there are as many as they have skills. */
  readonly #skilled = new Map<string, Uint8Array>();
  #seq: number;
  #state: PoolState;
  #isMoved = false;

  constructor(pool: PoolState, reps: RepTable) {
    const { members } = pool;
    this.reps = reps;
    this.repIds = members.map(({ repId }) => repId);
    this.rows = Int32Array.from(this.repIds, (repId) => reps.rowOf(repId));
    this.weights = Float64Array.from(members, ({ weight }) => weight);
    this.credits = Float64Array.from(members, ({ creditMicro }) => creditMicro);
    this.#lastSeqs = Float64Array.from(members, ({ lastAssignedSeq }) => lastAssignedSeq ?? NEVER);
    this.#seq = pool.seq;
    this.#state = pool;
    this.rows.forEach((row, place) => {
      for (const skill of reps.skillsAt(row)) this.#placesWith(skill)[place] = 1;
    });
  }

  get seq(): number {
    return this.#seq;
  }

  /** What is configured of the pool: all but its ledger. */
  get config(): PoolConfig {
    return this.#state;
  }

  /** The pool as it stands. States are immutable: one that was handed out stays as it was. */
  get state(): PoolState {
    if (!this.#isMoved) return this.#state;
    const members = this.repIds.map((repId, place): PoolMemberState => {
      const lastSeq = this.#lastSeqs[place] ?? NEVER;
      return {
        repId,
        weight: this.weights[place] ?? 0,
        creditMicro: this.credits[place] ?? 0,
        lastAssignedSeq: lastSeq === NEVER ? null : lastSeq,
      };
    });
    this.#isMoved = false;
    return (this.#state = { ...this.#state, seq: this.#seq, members });
  }

  /** Number of the member's last lead; 0 before the first. */
  lastSeqAt(place: number): number {
    return Math.max(0, this.#lastSeqs[place] ?? 0);
  }

  /** Who has the skill, by place; undefined: nobody. */
  skilled(skill: string): Uint8Array | undefined {
    return this.#skilled.get(skill);
  }

  /** One lead more from the pool, for the member at that place, who has it open. Credits are moved by who chose him. */
  give(winner: number, workUnits: number): void {
    this.reps.move(this.rows[winner] ?? 0, workUnits, true);
    this.#seq++;
    this.#lastSeqs[winner] = this.#seq;
    this.#isMoved = true;
  }

  /** Takes the pool over as a choice left it. */
  take(pool: PoolState): void {
    pool.members.forEach(({ creditMicro, lastAssignedSeq }, place) => {
      this.credits[place] = creditMicro;
      this.#lastSeqs[place] = lastAssignedSeq ?? NEVER;
    });
    this.#seq = pool.seq;
    this.#state = pool;
    this.#isMoved = false;
  }

  #placesWith(skill: string): Uint8Array {
    const known = this.#skilled.get(skill);
    if (known !== undefined) return known;
    const places = new Uint8Array(this.repIds.length);
    this.#skilled.set(skill, places);
    return places;
  }
}
