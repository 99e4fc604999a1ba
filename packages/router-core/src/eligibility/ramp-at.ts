import type { Timestamp } from "@pointsman/contracts/primitive";

import type { RepState } from "../snapshot.ts";

/** The rep's ramp at `now` in %: that of the latest step that has begun, before the first one his `rampPct`. */
export function rampAt({ rampPct, rampSteps }: RepState, now: Timestamp): number {
  return rampSteps?.findLast(({ from }) => from <= now)?.pct ?? rampPct;
}

/** The rep as he is at `now`, for whoever computes his share. */
export function withRampAt(rep: RepState, now: Timestamp): RepState {
  return rep.rampSteps === undefined ? rep : { ...rep, rampPct: rampAt(rep, now) };
}
