import type { RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

import { ELIGIBLE, type Eligibility } from "../eligibility/check-eligibility.ts";
import { findPresence } from "../eligibility/find-presence.ts";
import type { RepState } from "../snapshot.ts";

/** What a choice reads of a rep, in numbers. */
export const OPEN = 0;
export const CAPACITY = 1;
export const SOFT_LIMIT = 2;
export const HARD_LIMIT = 3;
export const RAMP = 4;
/** The time, in ms since 1970, for which `presence` of the row holds. */
export const FROM = 5;
export const UNTIL = 6;
/** 1: more is to be asked of him than numbers say, for he has left, or has caps, or a ramp that changes. */
export const IS_SPECIAL = 7;
/** Numbers in a row: one line of the processor's cache. */
export const REP_SLOTS = 8;

const ROOM = 64;

/**
 * Reps as they stand, in rows of numbers. What choosing among 20 of thousands of reps costs is mostly waiting for
 * memory, and an object each is three to five lines of the cache where a row is one.
 */
export class RepTable {
  slots = new Float64Array(ROOM * REP_SLOTS);
  readonly #find: (repId: RepId) => RepState | undefined;
  readonly #rows = new Map<RepId, number>();
  readonly #states: RepState[] = [];
  readonly #presence: Eligibility[] = [];

  #now: Timestamp = "";
  #nowMs = Number.NaN;

  /** @param find a rep's state before the first decision */
  constructor(find: (repId: RepId) => RepState | undefined) {
    this.#find = find;
  }

  /** The rep's row; -1 where he is not on file. */
  rowOf(repId: RepId): number {
    return this.#rows.get(repId) ?? this.#add(repId);
  }

  /** The state as of now. States are immutable: one that was handed out stays as it was. */
  stateAt(row: number): RepState | undefined {
    const state = this.#states[row];
    const openLeads = this.slots[row * REP_SLOTS + OPEN] ?? 0;
    if (state === undefined || state.openLeads === openLeads) return state;
    return (this.#states[row] = { ...state, openLeads });
  }

  /** The skills of a rep, which no decision moves. */
  skillsAt(row: number): readonly string[] {
    return this.#states[row]?.skills ?? [];
  }

  /** So many units of work more for the rep, or fewer; `given`: that is a lead given to him, which his caps count. */
  move(row: number, workUnits: number, given: boolean): void {
    const at = row * REP_SLOTS + OPEN;
    this.slots[at] = (this.slots[at] ?? 0) + workUnits;
    const state = this.#states[row];
    if (!given || state?.caps === undefined) return;
    const caps = state.caps.map((cap) => ({ per: cap.per, max: cap.max, given: cap.given + 1 }));
    this.#states[row] = { ...state, caps };
  }

  /** The time of the decisions that follow. */
  turnTo(now: Timestamp): void {
    if (now === this.#now) return;
    this.#now = now;
    this.#nowMs = Date.parse(now);
  }

  /** Whether the rep is there now, as far as his calendar goes. */
  presenceAt(row: number): Eligibility {
    const at = row * REP_SLOTS;
    const nowMs = this.#nowMs;
    const isKnown = (this.slots[at + FROM] ?? 0) <= nowMs && nowMs < (this.slots[at + UNTIL] ?? 0);
    return isKnown ? (this.#presence[row] ?? ELIGIBLE) : this.#renewPresence(row);
  }

  #renewPresence(row: number): Eligibility {
    const state = this.#states[row];
    if (state === undefined) return ELIGIBLE;
    const { absence, untilMs } = findPresence(state, this.#now);
    this.slots[row * REP_SLOTS + FROM] = this.#nowMs;
    this.slots[row * REP_SLOTS + UNTIL] = untilMs;
    return (this.#presence[row] = absence ?? ELIGIBLE);
  }

  #add(repId: RepId): number {
    const state = this.#find(repId);
    if (state === undefined) return -1;
    const row = this.#states.length;
    const at = row * REP_SLOTS;
    if (at === this.slots.length) this.#grow();
    this.slots[at + OPEN] = state.openLeads;
    this.slots[at + CAPACITY] = state.capacity;
    this.slots[at + SOFT_LIMIT] = state.softLimitPct * state.capacity;
    this.slots[at + HARD_LIMIT] = state.hardLimitPct * state.capacity;
    this.slots[at + RAMP] = state.rampPct;
    this.slots[at + FROM] = Infinity;
    this.slots[at + UNTIL] = -Infinity;
    this.slots[at + IS_SPECIAL] = isSpecial(state) ? 1 : 0;
    this.#states.push(state);
    this.#presence.push(ELIGIBLE);
    this.#rows.set(repId, row);
    return row;
  }

  #grow(): void {
    const slots = new Float64Array(2 * this.slots.length);
    slots.set(this.slots);
    this.slots = slots;
  }
}

function isSpecial({ status, caps, rampSteps }: RepState): boolean {
  return status === "departed" || caps !== undefined || rampSteps !== undefined;
}
