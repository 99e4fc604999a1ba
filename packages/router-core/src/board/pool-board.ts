import type { RepId } from "@pointsman/contracts/id";

import { ELIGIBLE, type Eligibility, type EligibilityContext } from "../eligibility/check-eligibility.ts";
import type { PoolConfig, PoolMemberState, PoolState } from "../snapshot.ts";
import { CREDIT, LAST_SEQ, NEVER, SEAT_PRESENCE, SEAT_SLOTS, WEIGHT, whole, type RepTable } from "./rep-table.ts";

/** A pool laid out for choosing: its members' seats, in the order of its list, side by side in the table of reps. */
export class PoolBoard {
  readonly reps: RepTable;
  readonly repIds: readonly RepId[];
  /** Where the first member's seat stands; the others' follow. */
  readonly firstSeat: number;
  /** Whether it shares fairly. */
  readonly isFair: boolean;
  /** Whether all of its members are on file: else it is for states to say what comes of the others. */
  readonly isComplete: boolean;
  /** By place: his row among the reps. */
  readonly #rows: readonly number[];
  /** By place: why he is away, where his seat says that he is. */
  readonly #absences: Eligibility[];
  /** Who has a skill: 1 at his place. Members alone are asked, so that there are as many as they have skills. */
  readonly #skilled = new Map<string, Uint8Array>();
  #seq: number;
  #state: PoolState;
  #isMoved = false;

  constructor(pool: PoolState, reps: RepTable) {
    const { members } = pool;
    this.reps = reps;
    this.isFair = pool.selection === "fair_share";
    this.repIds = members.map(({ repId }) => repId);
    this.#rows = this.repIds.map((repId) => reps.rowOf(repId));
    this.#absences = this.repIds.map(() => ELIGIBLE);
    this.isComplete = !this.#rows.includes(-1);
    const seats = this.isComplete ? members.map((member, place) => reps.addSeat(this.rowAt(place), member)) : [];
    this.firstSeat = seats[0] ?? 0;
    this.#seq = pool.seq;
    this.#state = pool;
    this.#rows.forEach((row, place) => {
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
    const { seats } = this.reps;
    const members = this.repIds.map((repId, place): PoolMemberState => {
      const at = this.firstSeat + SEAT_SLOTS * place;
      const lastSeq = seats[at + LAST_SEQ] ?? NEVER;
      return {
        repId,
        weight: whole(seats[at + WEIGHT] ?? 0),
        creditMicro: whole(seats[at + CREDIT] ?? 0),
        lastAssignedSeq: lastSeq === NEVER ? null : whole(lastSeq),
      };
    });
    this.#isMoved = false;
    return (this.#state = { ...this.#state, seq: this.#seq, members });
  }

  /** Who has the skill, by place; undefined: nobody. */
  skilled(skill: string): Uint8Array | undefined {
    return this.#skilled.get(skill);
  }

  /** `judgeRep` of a member; where nothing special is asked of him, his seat says afterwards until when he is there. */
  judge(place: number, context: EligibilityContext): Eligibility {
    const row = this.rowAt(place);
    const judged = this.reps.judge(row, context);
    const presence = this.reps.presenceAt(row);
    this.reps.seats[this.firstSeat + SEAT_SLOTS * place + SEAT_PRESENCE] = presence;
    if (presence < 0) this.#absences[place] = this.reps.absenceAt(row);
    return judged;
  }

  /** Why a member is away whose seat says that he is. */
  absenceAt(place: number): Eligibility {
    return this.#absences[place] ?? ELIGIBLE;
  }

  rowAt(place: number): number {
    return this.#rows[place] ?? -1;
  }

  /** One lead more from the pool, for the member at that place, who has it open. Credits are moved by who chose him. */
  give(winner: number, workUnits: number): void {
    this.reps.move(this.#rows[winner] ?? 0, workUnits, true);
    this.#seq++;
    this.reps.seats[this.firstSeat + SEAT_SLOTS * winner + LAST_SEQ] = this.#seq;
    this.#isMoved = true;
  }

  /** Takes the pool over as a choice left it. */
  take(pool: PoolState): void {
    if (this.isComplete) this.#takeLedger(pool);
    this.#seq = pool.seq;
    this.#state = pool;
    this.#isMoved = false;
  }

  #takeLedger({ members }: PoolState): void {
    const { seats } = this.reps;
    members.forEach(({ creditMicro, lastAssignedSeq }, place) => {
      const at = this.firstSeat + SEAT_SLOTS * place;
      seats[at + CREDIT] = creditMicro;
      seats[at + LAST_SEQ] = lastAssignedSeq ?? NEVER;
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
