import type { Candidate, Decision, RefusalReason } from "@pointsman/contracts/decision";
import type { PoolId, RepId } from "@pointsman/contracts/id";

import { repsOfPool } from "../scope.ts";
import type { Directory } from "../snapshot.ts";

/** A pool, or a rep whom a rule names, that could take a lead if somebody of it had room. */
export type WaitTarget = PoolId | RepId;

/**
 * What a lead waits for that was parked because nobody could take it: the pools of its stages, and for stages that name
 * one rep everybody who was asked; without those of whom no free place helps it. Empty: only a change of the organisation
 * or the rules may help. Null: it does not wait; nobody covers it, a rule parked it, or it has a place.
 */
export function listWaits({ outcome, trace }: Decision): readonly WaitTarget[] | null {
  if (outcome.kind !== "parked" || outcome.reason !== "nobody_available") return null;
  const targets = trace.steps
    .filter(({ finding }) => finding === "unavailable")
    .flatMap(({ poolId, candidates }): readonly WaitTarget[] => {
      const hopeful = candidates.filter(mayHaveRoom);
      return poolId === null ? hopeful.map(({ repId }) => repId) : hopeful.length === 0 ? [] : [poolId];
    });
  return [...new Set(targets)];
}

/** Why a rep never gets the lead, whatever room he has: such leads would stand before those that a free place helps. */
const FOR_GOOD: ReadonlySet<RefusalReason> = new Set(["unknown_rep", "departed", "excluded", "lacks_skill"]);

function mayHaveRoom({ refusal }: Candidate): boolean {
  return refusal === null || !FOR_GOOD.has(refusal);
}

/** Of what leads wait for, all that one of these reps could take leads of: himself, and pools with him or whose backup he is. */
export function listWaitTargets(repIds: readonly RepId[], directory: Directory): readonly WaitTarget[] {
  const pools = [...directory.pools.keys()].filter((poolId) => {
    const reached = repsOfPool(poolId, directory);
    return repIds.some((repId) => reached.includes(repId));
  });
  return [...repIds, ...pools];
}
