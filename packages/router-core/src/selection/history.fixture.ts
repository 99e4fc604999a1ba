import { toId, type RepId } from "@pointsman/contracts/id";
import type { SelectionPolicy } from "@pointsman/contracts/organisation";
import * as fc from "fast-check";

import { MICRO_LEAD, type PoolState, type RepState } from "../snapshot.ts";
import { selectMember } from "./select-member.ts";
import type { SelectionContext } from "./strategy.ts";

/** Long histories of one pool, for the laws. */

/** Every run of the laws draws the same histories. */
export const LAWS = { seed: 20_261_122, numRuns: 120 } as const;

export interface Seat {
  readonly name: string;
  readonly weight?: number;
  readonly rampPct?: number;
  readonly openLeads?: number;
}

/** What happens before a lead: who is there for it, and what has changed. */
export interface Moment {
  readonly away?: ReadonlySet<string>;
  readonly seats?: readonly Seat[];
  readonly context?: Partial<SelectionContext>;
}

export interface History {
  readonly winners: readonly RepId[];
  /** The most that anybody was owed at any time, in leads. */
  readonly worstDebt: number;
  readonly pool: PoolState;
}

export function toSeats(weights: readonly number[]): readonly Seat[] {
  return weights.map((weight, index) => ({ name: `r${String(index).padStart(2, "0")}`, weight }));
}

export function toPool(seats: readonly Seat[], selection: SelectionPolicy = "fair_share"): PoolState {
  return {
    id: "pool_west",
    name: "West",
    selection,
    seq: 0,
    members: seats.map(({ name, weight = 100 }) => ({
      repId: toId("rep", name),
      weight,
      creditMicro: 0,
      lastAssignedSeq: null,
    })),
  };
}

export function toRep({ name, openLeads = 0, rampPct = 100 }: Seat): RepState {
  return {
    id: toId("rep", name),
    name,
    status: "active",
    capacity: 20,
    softLimitPct: 100,
    hardLimitPct: 200,
    rampPct,
    skills: [],
    backupRepId: null,
    timeOff: [],
    openLeads,
  };
}

/** Gives `leads` leads one after the other from `pool`; `momentOf` says what is so for each, the first being 0. */
export function runHistory(
  pool: PoolState,
  seats: readonly Seat[],
  leads: number,
  momentOf: (lead: number) => Moment = () => ({}),
): History {
  const winners: RepId[] = [];
  let worstDebt = 0;
  let state = pool;
  for (let lead = 0; lead < leads; lead++) {
    const { away = new Set(), seats: present = seats, context = {} } = momentOf(lead);
    const reps = new Map(present.map((seat) => [toId("rep", seat.name), seat]));
    const members = state.members.flatMap((member) => {
      const seat = reps.get(member.repId);
      if (seat === undefined || away.has(seat.name)) return [];
      return [{ member: { ...member, weight: seat.weight ?? member.weight }, rep: toRep(seat) }];
    });
    if (members.length === 0) continue;
    const selected = selectMember(state, members, {
      leadId: `lead_${lead}`,
      facts: {},
      accountRepId: null,
      ...context,
    });
    state = selected.pool;
    winners.push(selected.winner);
    worstDebt = Math.max(worstDebt, ...state.members.map(({ creditMicro }) => creditMicro / MICRO_LEAD));
  }
  return { winners, worstDebt, pool: state };
}

export function creditSum({ members }: PoolState): number {
  return members.reduce((sum, { creditMicro }) => sum + creditMicro, 0);
}

export function countOf({ winners }: Pick<History, "winners">, name: string): number {
  return winners.filter((winner) => winner === toId("rep", name)).length;
}

/** The longest run of leads in a row that one rep gets. */
export function longestRun(winners: readonly RepId[], name: string): number {
  let longest = 0;
  let run = 0;
  for (const winner of winners) {
    run = winner === toId("rep", name) ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

export const arbWeight = fc.integer({ min: 1, max: 10_000 });
export const arbWeights = fc.array(arbWeight, { minLength: 2, maxLength: 12 });
