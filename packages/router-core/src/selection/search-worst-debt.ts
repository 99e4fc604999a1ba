import { toId } from "@pointsman/contracts/id";

import { MICRO_LEAD } from "../snapshot.ts";
import { chooseFairShare, type Claimant, type FairShareResult } from "./fair-share.ts";

/**
 * Looks for the history that leaves somebody owed the most, where reps come and go at random between leads. A bound by
 * proof is known for a fixed roster only; for the rest this is the next best: a search that anybody can repeat.
 */

/** Who shares, and who is there for each lead: bit i stands for rep i. */
export interface EligibilityHistory {
  readonly weights: readonly number[];
  readonly present: readonly number[];
}

export interface WorstDebt {
  /** The most that anybody was owed after any lead, in leads. */
  readonly leads: number;
  readonly history: EligibilityHistory;
}

export interface SearchOptions {
  readonly reps: number;
  readonly seed: number;
  /** Random histories, of `LONG` leads each; half of them with equal weights. */
  readonly draws: number;
  /** Changes tried on a short history, each kept that does no worse. */
  readonly steps: number;
}

type Chooser = (claimants: readonly Claimant[], seq: number) => FairShareResult;

const LONG = 2_000;
const SHORT = 60;
const CLIMBS = 4;

/** The most that anybody is owed after any lead of the history, in leads. */
export function measureWorstDebt({ weights, present }: EligibilityHistory, choose: Chooser = chooseFairShare): number {
  const state = weights.map((share, index) => ({
    repId: toId("rep", `r${String(index).padStart(2, "0")}`),
    share,
    creditMicro: 0,
    lastAssignedSeq: null as number | null,
  }));
  let worst = 0;
  let seq = 0;
  for (const bits of present) {
    const there = state.filter((_, index) => (bits >> index) % 2 === 1);
    if (there.length === 0) continue;
    seq += 1;
    const { winner, credits } = choose(there, seq);
    for (const claimant of there) {
      claimant.creditMicro = credits.get(claimant.repId) ?? claimant.creditMicro;
      if (claimant.repId === winner) claimant.lastAssignedSeq = seq;
      worst = Math.max(worst, claimant.creditMicro);
    }
  }
  return worst / MICRO_LEAD;
}

/** Draws histories at random, then climbs from others by small changes. The same options find the same worst. */
export function searchWorstDebt(options: SearchOptions): WorstDebt {
  const random = createRandom(options.seed);
  const drawn = Array.from({ length: options.draws }, (_, draw) => {
    const share = [0.3, 0.5, 0.8][draw % 3] ?? 0.5;
    return assess({
      weights: drawWeights(options.reps, draw % 2 === 0, random),
      present: Array.from({ length: LONG }, () => drawPresence(options.reps, share, random)),
    });
  });
  const climbed = Array.from({ length: CLIMBS }, (_, climb) => {
    const start = {
      weights: drawWeights(options.reps, climb % 2 === 0, random),
      present: Array.from({ length: SHORT }, () => drawPresence(options.reps, 0.5, random)),
    };
    return climbFrom(start, Math.floor(options.steps / CLIMBS), random);
  });
  return [...drawn, ...climbed].reduce((worst, found) => (found.leads > worst.leads ? found : worst));
}

type Random = () => number;

function climbFrom(start: EligibilityHistory, steps: number, random: Random): WorstDebt {
  let best = assess(start);
  for (let step = 0; step < steps; step++) {
    const changed = assess(change(best.history, random));
    if (changed.leads >= best.leads) best = changed;
  }
  return best;
}

/** One to three leads with other people there; now and then another weight. */
function change({ weights, present }: EligibilityHistory, random: Random): EligibilityHistory {
  if (random() < 0.1) {
    const who = Math.floor(random() * weights.length);
    return { present, weights: weights.map((weight, index) => (index === who ? drawWeight(random) : weight)) };
  }
  const next = [...present];
  const count = 1 + Math.floor(random() * 3);
  for (let index = 0; index < count; index++) {
    next[Math.floor(random() * next.length)] = drawPresence(weights.length, 0.5, random);
  }
  return { weights, present: next };
}

function assess(history: EligibilityHistory): WorstDebt {
  return { leads: measureWorstDebt(history), history };
}

function drawWeights(reps: number, equal: boolean, random: Random): readonly number[] {
  return Array.from({ length: reps }, () => (equal ? 100 : drawWeight(random)));
}

/** 1 to 400, small ones as likely as large ones. */
function drawWeight(random: Random): number {
  return Math.ceil(400 ** random());
}

function drawPresence(reps: number, share: number, random: Random): number {
  let bits = 0;
  for (let index = 0; index < reps; index++) if (random() < share) bits |= 1 << index;
  return bits;
}

/** mulberry32 (public domain): numbers from 0 to 1 that only the seed decides. */
function createRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
