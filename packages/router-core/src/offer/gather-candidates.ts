import type { RepId } from "@pointsman/contracts/id";

import { isStillHere, type Eligibility, type EligibilityContext } from "../eligibility/check-eligibility.ts";
import { withRampAt } from "../eligibility/ramp-at.ts";
import type { PoolMemberState, PoolState, RepState } from "../snapshot.ts";
import type { ResolvedTarget } from "../stages/resolve-target.ts";
import type { StateReader } from "../state-reader.ts";
import { toSkill } from "./to-skill.ts";

/** A rep whom an offer names, and whether he can take the lead. */
export interface Considered {
  readonly repId: RepId;
  /** With the ramp that he has now; null where he is not on file. */
  readonly rep: RepState | null;
  /** His entry in the pool; null where the offer is one rep. */
  readonly member: PoolMemberState | null;
  /** Where in the pool's list that is; -1 where the offer is one rep. */
  readonly place: number;
  readonly eligibility: Eligibility;
}

export interface CandidateGroup {
  readonly pool: PoolState | null;
  /** Everybody the offer names: the preferred first, then the rest, each in the pool's order. */
  readonly all: readonly Considered[];
  /** Those who have the skills asked for, where anybody has; otherwise everybody who is still with the company. */
  readonly preferred: readonly Considered[];
  /**
   * Whom the offer wants: the preferred; for a fixed pool the first of them alone; a rep whom the rule names even if he
   * has left, because his backup does his work. The owner of an account who has left is nobody: the next stage knows
   * who has it now.
   */
  readonly wanted: readonly Considered[];
}

export interface GatherContext extends EligibilityContext {
  readonly state: StateReader;
}

/** Collects the candidates of a rep or pool and narrows them by the skills, one after the other, each only if it leaves anybody. */
export function gatherCandidates(
  target: Extract<ResolvedTarget, { readonly kind: "rep" | "pool" }>,
  skills: readonly string[],
  context: GatherContext,
): CandidateGroup {
  const pool = target.kind === "pool" ? (context.state.pool(target.poolId) ?? null) : null;
  const named: readonly Considered[] =
    target.kind === "rep"
      ? [consider(target.repId, null, -1, context)]
      : (pool?.members ?? []).map((member, place) => consider(member.repId, member, place, context));
  const preferred = skills.reduce(keepSkilled, named.every(isThere) ? named : named.filter(isThere));
  // Mostly nobody is left out; comparing each of 20 with each is 400 steps.
  const all =
    preferred.length === named.length
      ? preferred
      : [...preferred, ...named.filter((candidate) => !preferred.includes(candidate))];
  const isNamed = target.kind === "rep" && target.byName === true;
  const wanted = pool?.selection === "fixed" ? preferred.slice(0, 1) : isNamed ? named : preferred;
  return { pool, all, preferred, wanted };
}

function consider(repId: RepId, member: PoolMemberState | null, place: number, context: GatherContext): Considered {
  const rep = context.state.rep(repId);
  return {
    repId,
    rep: rep === undefined ? null : withRampAt(rep, context.now),
    member,
    place,
    eligibility: context.state.judge(repId, context),
  };
}

function isThere({ eligibility }: Considered): boolean {
  return isStillHere(eligibility);
}

function keepSkilled(candidates: readonly Considered[], asked: string): readonly Considered[] {
  const skill = toSkill(asked);
  const skilled = candidates.filter(({ rep }) => rep?.skills.includes(skill) === true);
  return skilled.length > 0 ? skilled : candidates;
}
