import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { LeadState } from "@pointsman/contracts/lead";
import type { Timestamp } from "@pointsman/contracts/primitive";

/**
 * Where a lead stands after a decision. The table refuses placements that contradict themselves: `assigned` needs a
 * rep; `held` and only that has `heldUntil`; `attached` and only that has `attachedToLeadId`; only
 * `parked` may have `waitsFor`.
 */
export type LeadPlacement = {
  readonly state: LeadState;
  /** Of the decision that put it there. */
  readonly epoch: number;
  readonly repId: RepId | null;
  readonly heldUntil: Timestamp | null;
  readonly attachedToLeadId: LeadId | null;
  /** The pools and reps that have no room for a parked lead; null or left out: it does not wait. */
  readonly waitsFor?: readonly string[] | null;
};
