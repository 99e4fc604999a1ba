import type { RepId } from "@pointsman/contracts/id";

import type { PoolConfig, PoolMemberState, PoolState } from "../snapshot.ts";
import type { RepTable } from "./rep-table.ts";

/** What a choice reads of a member, in numbers: his row in `RepTable`, his weight, and his ledger. */
export const ROW = 0;
export const WEIGHT = 1;
export const CREDIT = 2;
export const LAST_SEQ = 3;
/** Numbers to a member: two members to a line of the processor's cache. */
export const MEMBER_SLOTS = 4;
/** As `LAST_SEQ`: no lead yet. */
const NEVER = -1;

/** A pool laid out for choosing: numbers by place in its list of members. */
export class PoolBoard {
  readonly reps: RepTable;
  readonly repIds: readonly RepId[];
  readonly slots: Float64Array;
  /** Who has a skill: 1 at his place. Members alone are asked, so that there are as many as they have skills. */
  readonly #skilled = new Map<string, Uint8Array>();
  #seq: number;
  #state: PoolState;
  #isMoved = false;

  constructor(pool: PoolState, reps: RepTable) {
    const { members } = pool;
    this.reps = reps;
    this.repIds = members.map(({ repId }) => repId);
    this.slots = new Float64Array(MEMBER_SLOTS * members.length);
    this.#seq = pool.seq;
    this.#state = pool;
    members.forEach(({ repId, weight }, place) => {
      const row = reps.rowOf(repId);
      this.slots[MEMBER_SLOTS * place + ROW] = row;
      this.slots[MEMBER_SLOTS * place + WEIGHT] = weight;
      for (const skill of reps.skillsAt(row)) this.#placesWith(skill)[place] = 1;
    });
    this.#takeLedger(pool);
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
      const at = MEMBER_SLOTS * place;
      const lastSeq = this.slots[at + LAST_SEQ] ?? NEVER;
      return {
        repId,
        weight: this.slots[at + WEIGHT] ?? 0,
        creditMicro: this.slots[at + CREDIT] ?? 0,
        lastAssignedSeq: lastSeq === NEVER ? null : lastSeq,
      };
    });
    this.#isMoved = false;
    return (this.#state = { ...this.#state, seq: this.#seq, members });
  }

  /** Who has the skill, by place; undefined: nobody. */
  skilled(skill: string): Uint8Array | undefined {
    return this.#skilled.get(skill);
  }

  /** One lead more from the pool, for the member at that place, who has it open. Credits are moved by who chose him. */
  give(winner: number, workUnits: number): void {
    const at = MEMBER_SLOTS * winner;
    this.reps.move(this.slots[at + ROW] ?? 0, workUnits, true);
    this.#seq++;
    this.slots[at + LAST_SEQ] = this.#seq;
    this.#isMoved = true;
  }

  /** Takes the pool over as a choice left it. */
  take(pool: PoolState): void {
    this.#takeLedger(pool);
    this.#seq = pool.seq;
    this.#state = pool;
    this.#isMoved = false;
  }

  #takeLedger({ members }: PoolState): void {
    members.forEach(({ creditMicro, lastAssignedSeq }, place) => {
      this.slots[MEMBER_SLOTS * place + CREDIT] = creditMicro;
      this.slots[MEMBER_SLOTS * place + LAST_SEQ] = lastAssignedSeq ?? NEVER;
    });
  }

  #placesWith(skill: string): Uint8Array {
    const known = this.#skilled.get(skill);
    if (known !== undefined) return known;
    const places = new Uint8Array(this.repIds.length);
    this.#skilled.set(skill, places);
    return places;
  }
}
