import type { AppliedSla } from "@pointsman/contracts/decision";
import { findUntouched, type UntouchedAssignment } from "@pointsman/store/assignments/find-untouched";
import type { Tx } from "@pointsman/store/connect";

import type { RoutingDirectory } from "../routing/directory-cache.ts";
import { openCase, type OpenCase } from "../verbs/open-case.ts";
import type { LeadJob } from "./jobs.ts";
import { deadlinesNow, readSlas, type Deadlines } from "./sla-deadlines.ts";
import type { TimerContext } from "./timer-context.ts";

/** A lead that its rep was given by the job's decision and has not touched since. */
export interface UntouchedLead {
  readonly opened: OpenCase;
  readonly assignment: UntouchedAssignment;
  readonly sla: AppliedSla;
  /** By the rep's calendar as it is now. */
  readonly deadlines: Deadlines;
}

/** Locks the lead; null where the job is late: it was touched, closed, or somebody else has it by now. */
export async function openUntouched(
  tx: Tx,
  { directory, fence }: Pick<TimerContext, "fence"> & { readonly directory: RoutingDirectory },
  job: LeadJob,
): Promise<UntouchedLead | null> {
  const opened = await openCase(tx, directory, job.leadId);
  const { lead, latestDecision } = opened.history;
  if (!fence(lead, { state: "assigned", epoch: job.epoch })) return null;
  const assignment = await findUntouched(tx, { leadId: lead.id, epoch: lead.epoch });
  const { outcome } = latestDecision;
  if (assignment === undefined || outcome.kind !== "assigned" || outcome.sla === undefined) return null;
  const { sla } = outcome;
  const rules = await readSlas(tx, directory, latestDecision.ruleSet.version);
  const deadlines = deadlinesNow(directory, assignment, {
    applied: sla,
    rule: rules.find(({ id }) => id === sla.slaId),
  });
  return { opened, assignment, sla, deadlines };
}
