import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { Facts } from "@pointsman/contracts/rule-set";

import type { PoolMemberState, PoolState, RepState } from "../snapshot.ts";
import { capacityFactor } from "./capacity-factor.ts";
import type { Claimant } from "./fair-share.ts";

/** A member who can take the lead, with his state: `rampPct` is that of now. */
export interface EligibleMember {
  readonly member: PoolMemberState;
  readonly rep: RepState;
}

/** A member who can take the lead and has a share. */
export interface Contender extends Claimant {
  readonly rep: RepState;
}

/** What a choice may depend on besides the members. */
export interface SelectionContext {
  readonly leadId: LeadId;
  readonly facts: Facts;
  /** Who had the last lead of the same account, if anybody. */
  readonly accountRepId: RepId | null;
}

/** One lead to give. */
export interface Offer extends SelectionContext {
  readonly pool: PoolState;
  /** Number that the lead will have in the pool. */
  readonly seq: number;
}

export interface Choice {
  /** The winner's place among the contenders. */
  readonly winner: number;
  /** New credits by place; null where the policy keeps no ledger, or had no use for it. */
  readonly credits: readonly number[] | null;
}

/** Chooses one of the contenders, of whom there is at least one. Pure: asked twice, the same answer. */
export type Strategy = (contenders: readonly Contender[], offer: Offer) => Choice;

/**
 * A member's share relative to the others': weight × ramp × capacity factor. A positive integer up to 10⁹, 0 for who
 * takes nothing: not ramped up, or at his hard cap.
 */
export function shareOf({ member, rep }: EligibleMember): number {
  return member.weight * rep.rampPct * capacityFactor(rep);
}
