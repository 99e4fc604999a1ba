import type { RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

import {
  AT_HARD_CAP,
  ELIGIBLE,
  judgeRep,
  NOT_RAMPED,
  type Eligibility,
  type EligibilityContext,
} from "../eligibility/check-eligibility.ts";
import { findPresence } from "../eligibility/find-presence.ts";
import { rampAt } from "../eligibility/ramp-at.ts";
import { factorAt } from "../selection/capacity-factor.ts";
import type { PoolMemberState, RepState, RoutingSnapshot } from "../snapshot.ts";

/** Of a rep, in numbers. */
const OPEN = 0;
const CAPACITY = 1;
const SOFT_LIMIT = 2;
const HARD_LIMIT = 3;
const RAMP = 4;
/** Until when it is known that he is there, in ms since 1970; negative: that he is away; 0: nothing is known. */
const PRESENCE = 5;
/** Where his first seat stands in `seats`; -1: he has none. */
const FIRST_SEAT = 6;
/** What he has open as his kept state says it: behind `OPEN`, that state is out of date. */
const STATED = 7;
const REP_SLOTS = 8;

/** Of a seat, in numbers: his weight in the pool and what it owes him, and then the rep as a choice reads him. */
export const WEIGHT = 0;
export const CREDIT = 1;
export const LAST_SEQ = 2;
export const SEAT_OPEN = 3;
export const SEAT_CAPACITY = 4;
/** Weight × ramp × capacity factor. */
export const SHARE = 5;
/** As that of the rep, but perhaps not known yet. */
export const SEAT_PRESENCE = 6;
/** The rep's next seat; -1: he has no other. */
const NEXT_SEAT = 7;
export const SEAT_SLOTS = 8;
/** As `LAST_SEQ`: no lead yet. */
export const NEVER = -1;

const NONE = -1;
const UNKNOWN = 0;
const ROOM = 64;

/**
 * Reps as they stand, and their seats in pools, in rows of numbers. What choosing among 20 of thousands of reps costs is
 * mostly waiting for memory. The seats of a pool stand side by side with all that a choice asks for, a line of the
 * processor's cache each, so that they are on their way before they are asked for; when a rep's load moves, it is
 * written to each of his seats.
 */
export class RepTable {
  seats = new Float64Array(ROOM * SEAT_SLOTS);
  #slots = new Float64Array(ROOM * REP_SLOTS);
  #seatCount = 0;
  readonly #find: (repId: RepId) => RepState | undefined;
  readonly #rows = new Map<RepId, number>();
  readonly #states: RepState[] = [];
  /** By row, whether he has caps: asking his state is waiting for memory twice. */
  readonly #hasCaps: boolean[] = [];
  /** Of a row that is known to be away. */
  readonly #absences: Eligibility[] = [];

  #lastGiven = NONE;
  #now: Timestamp = "";
  #nowMs = Number.NaN;

  /** @param find a rep's state before the first decision */
  constructor(find: (repId: RepId) => RepState | undefined) {
    this.#find = find;
  }

  /** The time of the decision, in ms since 1970. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** The row of who was given the last lead. */
  get lastGiven(): number {
    return this.#lastGiven;
  }

  /** The rep's row; -1 where he is not on file. */
  rowOf(repId: RepId): number {
    return this.#rows.get(repId) ?? this.#add(repId);
  }

  /** The state as of now. States are immutable: one that was handed out stays as it was. */
  stateAt(row: number): RepState | undefined {
    const state = this.#states[row];
    const own = row * REP_SLOTS;
    const openLeads = this.#slots[own + OPEN] ?? 0;
    if (state === undefined || this.#slots[own + STATED] === openLeads) return state;
    this.#slots[own + STATED] = openLeads;
    return (this.#states[row] = { ...state, openLeads: whole(openLeads) });
  }

  /** The states of some reps by their ids, as of now; those who are not on file are left out. */
  statesOf(repIds: readonly RepId[], rows: readonly number[]): RoutingSnapshot["reps"] {
    const states: { [Id in RepId]?: RepState } = {};
    for (let index = 0; index < repIds.length; index++) {
      const repId = repIds[index];
      const state = this.stateAt(rows[index] ?? NONE);
      if (repId !== undefined && state !== undefined) states[repId] = state;
    }
    return states;
  }

  /** The skills of a rep, which no decision moves. */
  skillsAt(row: number): readonly string[] {
    return this.#states[row]?.skills ?? [];
  }

  /** A seat for the rep, behind the last one that was made. @returns where it stands in `seats` */
  addSeat(row: number, { weight, creditMicro, lastAssignedSeq }: PoolMemberState): number {
    const at = this.#seatCount++ * SEAT_SLOTS;
    if (at === this.seats.length) this.seats = twiceAsLong(this.seats);
    const own = row * REP_SLOTS;
    this.seats[at + WEIGHT] = weight;
    this.seats[at + CREDIT] = creditMicro;
    this.seats[at + LAST_SEQ] = lastAssignedSeq ?? NEVER;
    this.seats[at + SEAT_CAPACITY] = this.#slots[own + CAPACITY] ?? 0;
    this.seats[at + SEAT_PRESENCE] = UNKNOWN;
    this.seats[at + NEXT_SEAT] = this.#slots[own + FIRST_SEAT] ?? NONE;
    this.#slots[own + FIRST_SEAT] = at;
    this.#writeLoad(own);
    return at;
  }

  /** So many units of work more for the rep, or fewer; `given`: that is a lead given to him, which his caps count. */
  move(row: number, workUnits: number, given: boolean): void {
    const own = row * REP_SLOTS;
    this.#slots[own + OPEN] = (this.#slots[own + OPEN] ?? 0) + workUnits;
    this.#writeLoad(own);
    if (!given) return;
    this.#lastGiven = row;
    const state = this.#hasCaps[row] === true ? this.#states[row] : undefined;
    if (state?.caps === undefined) return;
    const caps = state.caps.map((cap) => ({ per: cap.per, max: cap.max, given: cap.given + 1 }));
    this.#states[row] = { ...state, caps };
  }

  /** The time of the decisions that follow. */
  turnTo(now: Timestamp): void {
    if (now === this.#now) return;
    const nowMs = Date.parse(now);
    // What is known of presence holds from the time on at which it was asked for.
    if (!(nowMs >= this.#nowMs)) this.#forgetPresence();
    this.#now = now;
    this.#nowMs = nowMs;
  }

  /** `judgeRep` of a rep, with what is known of his presence. */
  judge(row: number, context: EligibilityContext): Eligibility {
    const state = this.#states[row];
    if (state === undefined || isSpecial(state) || asksMore(context)) return judgeRep(this.stateAt(row), context);
    this.turnTo(context.now);
    const presence = this.#presenceAt(row, state);
    if (presence.refusal !== null) return presence;
    return this.limitAt(row, context) ?? presence;
  }

  /** What stands against a rep who is there, of whom nothing special is asked; null: nothing. */
  limitAt(row: number, { workUnits = 1, byShare }: EligibilityContext): Eligibility | null {
    const own = row * REP_SLOTS;
    const openLeads = this.#slots[own + OPEN] ?? 0;
    if ((openLeads + workUnits - 1) * 100 >= (this.#slots[own + HARD_LIMIT] ?? 0)) return AT_HARD_CAP;
    return byShare === true && this.#slots[own + RAMP] === 0 ? NOT_RAMPED : null;
  }

  /** What he has open, in units of work. */
  openAt(row: number): number {
    return whole(this.#slots[row * REP_SLOTS + OPEN] ?? 0);
  }

  capacityAt(row: number): number {
    return whole(this.#slots[row * REP_SLOTS + CAPACITY] ?? 0);
  }

  /** Whether he is with the company and takes leads. */
  isActiveAt(row: number): boolean {
    return this.#states[row]?.status === "active";
  }

  /** Who stands in for him; null: nobody, or he is not on file. */
  backupAt(row: number): RepId | null {
    return this.#states[row]?.backupRepId ?? null;
  }

  /** What is known of his presence, as a number. */
  presenceAt(row: number): number {
    return this.#slots[row * REP_SLOTS + PRESENCE] ?? UNKNOWN;
  }

  /** Why a rep is away who is known to be. */
  absenceAt(row: number): Eligibility {
    return this.#absences[row] ?? ELIGIBLE;
  }

  /** Ramp × capacity factor of now. */
  shareAt(row: number): number {
    const own = row * REP_SLOTS;
    const state = this.#states[row];
    const ramp = state?.rampSteps === undefined ? this.#slots[own + RAMP] : rampAt(state, this.#now);
    return (ramp ?? 0) * this.#factorAt(own);
  }

  #presenceAt(row: number, state: RepState): Eligibility {
    const at = row * REP_SLOTS + PRESENCE;
    const known = this.#slots[at] ?? UNKNOWN;
    if (this.#nowMs < known) return ELIGIBLE;
    if (this.#nowMs < -known) return this.absenceAt(row);
    const { absence, untilMs } = findPresence(state, this.#now);
    // An answer that never holds, and a time that is none, are not kept.
    const isKept = untilMs > this.#nowMs;
    this.#slots[at] = !isKept ? UNKNOWN : absence === null ? untilMs : -untilMs;
    return (this.#absences[row] = absence ?? ELIGIBLE);
  }

  #forgetPresence(): void {
    for (let at = PRESENCE; at < this.#slots.length; at += REP_SLOTS) this.#slots[at] = UNKNOWN;
    for (let at = SEAT_PRESENCE; at < this.seats.length; at += SEAT_SLOTS) this.seats[at] = UNKNOWN;
  }

  #factorAt(own: number): number {
    const slots = this.#slots;
    return factorAt(slots[own + OPEN] ?? 0, slots[own + SOFT_LIMIT] ?? 0, slots[own + HARD_LIMIT] ?? 0);
  }

  /** Writes the rep's load to his seats. */
  #writeLoad(own: number): void {
    const openLeads = this.#slots[own + OPEN] ?? 0;
    const share = (this.#slots[own + RAMP] ?? 0) * this.#factorAt(own);
    const { seats } = this;
    for (let at = this.#slots[own + FIRST_SEAT] ?? NONE; at !== NONE; at = seats[at + NEXT_SEAT] ?? NONE) {
      seats[at + SEAT_OPEN] = openLeads;
      seats[at + SHARE] = (seats[at + WEIGHT] ?? 0) * share;
    }
  }

  #add(repId: RepId): number {
    const state = this.#find(repId);
    if (state === undefined) return NONE;
    const row = this.#states.length;
    const own = row * REP_SLOTS;
    if (own === this.#slots.length) this.#slots = twiceAsLong(this.#slots);
    this.#slots[own + OPEN] = state.openLeads;
    this.#slots[own + CAPACITY] = state.capacity;
    this.#slots[own + SOFT_LIMIT] = state.softLimitPct * state.capacity;
    this.#slots[own + HARD_LIMIT] = state.hardLimitPct * state.capacity;
    this.#slots[own + RAMP] = state.rampPct;
    this.#slots[own + PRESENCE] = UNKNOWN;
    this.#slots[own + FIRST_SEAT] = NONE;
    this.#slots[own + STATED] = state.openLeads;
    this.#states.push(state);
    this.#absences.push(ELIGIBLE);
    this.#hasCaps.push(state.caps !== undefined);
    this.#rows.set(repId, row);
    return row;
  }
}

/** Whether more is asked of a rep than to be there and to have room. */
export function asksMore({
  excludedRepIds,
  requiredSkills = [],
  availableWithinHours = 0,
}: EligibilityContext): boolean {
  return excludedRepIds.length > 0 || requiredSkills.length > 0 || availableWithinHours > 0;
}

/** The same number as the machine's integer, where it is one: a double that an object holds is 16 bytes of its own. */
export function whole(value: number): number {
  const integer = value | 0;
  return integer === value ? integer : value;
}

function twiceAsLong(slots: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(2 * slots.length);
  longer.set(slots);
  return longer;
}

/** More is to be asked of him than numbers say, for he has left, or has caps, or a ramp that changes. */
function isSpecial({ status, caps, rampSteps }: RepState): boolean {
  return status === "departed" || caps !== undefined || rampSteps !== undefined;
}
