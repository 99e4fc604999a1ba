import type { DecisionRecord } from "@pointsman/router-core/replay/decision-record";

import type { Violation } from "./finding.ts";

/**
 * What is wrong with a decision that took its rep above his hard cap, by the load it was made on; null: nothing. The last
 * unit must lie below the cap, as it was then. A person may give more.
 */
export function findOverfull({
  decision: { leadId, epoch, outcome },
  inputs,
}: Pick<DecisionRecord, "decision" | "inputs">): Violation | null {
  if (outcome.kind !== "assigned" || outcome.via === "manual") return null;
  const rep = inputs.snapshot.reps[outcome.repId];
  if (rep === undefined) return { leadId, epoch, repId: outcome.repId, problem: "was not among those looked at" };
  const openUnits = rep.openLeads + (outcome.workUnits ?? 1);
  const capUnits = (rep.capacity * rep.hardLimitPct) / 100;
  return openUnits - 1 < capUnits ? null : { leadId, epoch, repId: rep.id, openUnits, capUnits };
}
