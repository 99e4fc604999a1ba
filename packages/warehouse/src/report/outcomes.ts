import { ROUTING_FAULTS } from "@pointsman/contracts/event";
import { z } from "zod";

import { Proportion, toProportion } from "../statistics/proportion.ts";
import { Count } from "./report-params.ts";

/** What became of leads. */
export const Outcomes = z
  .object({
    /** Leads received. */
    received: Count,
    /** Leads that were assigned to a rep, at once or later. */
    routed: Count,
    /** Of `routed`: taken from a rep, for whatever reason. */
    rerouted: Proportion,
    /** Taken from the first assignee for one of `ROUTING_FAULTS`. */
    misrouted: Count,
    /** Of `routed`: all that were not misrouted. */
    accuracy: Proportion,
    /** Why leads were taken from the first assignee, of `routed`, the most frequent first, ties by name. */
    reasons: z.array(z.object({ reason: z.string(), count: Count, share: Proportion }).readonly()).readonly(),
    /** Of `received`: the first decision found nobody and parked them in a queue. */
    fallback: Proportion,
    /** Of those that the first decision assigned: not to the rep first wanted, but to his backup or another of the pool. */
    redistributed: Proportion,
    /** Leads that the first decision held for a rep, and those of them that nobody has yet. */
    held: Count,
    stillHeld: Count,
  })
  .readonly();
export type Outcomes = z.infer<typeof Outcomes>;

interface OutcomeCounts {
  readonly received: number;
  readonly routed: number;
  readonly reasons: Readonly<Record<string, number>>;
  readonly parked: number;
  readonly assigned: number;
  readonly redistributed: number;
  readonly held: number;
  readonly stillHeld: number;
}

const FAULTS: ReadonlySet<string> = new Set(ROUTING_FAULTS);

export function toOutcomes({ received, routed, held, stillHeld, ...counts }: OutcomeCounts): Outcomes {
  const reasons = Object.entries(counts.reasons);
  const rerouted = reasons.reduce((sum, [, count]) => sum + count, 0);
  const misrouted = reasons.reduce((sum, [reason, count]) => sum + (FAULTS.has(reason) ? count : 0), 0);
  return {
    received,
    routed,
    rerouted: toProportion(rerouted, routed),
    misrouted,
    accuracy: toProportion(routed - misrouted, routed),
    reasons: reasons
      .map(([reason, count]) => ({ reason, count, share: toProportion(count, routed) }))
      .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
    fallback: toProportion(counts.parked, received),
    redistributed: toProportion(counts.redistributed, counts.assigned),
    held,
    stillHeld,
  };
}

/** What there is to say of no leads. */
export const NO_OUTCOMES: Outcomes = toOutcomes({
  received: 0,
  routed: 0,
  reasons: {},
  parked: 0,
  assigned: 0,
  redistributed: 0,
  held: 0,
  stillHeld: 0,
});
