import type { AppliedSla } from "@pointsman/contracts/decision";
import type { Timestamp } from "@pointsman/contracts/primitive";
import type { Sla } from "@pointsman/contracts/rule-set";
import { toRepCalendar } from "@pointsman/router-core/eligibility/rep-calendar";
import { dueAfter } from "@pointsman/router-core/sla/apply-sla";
import type { UntouchedAssignment } from "@pointsman/store/assignments/find-untouched";
import type { Tx } from "@pointsman/store/connect";
import { getRuleSetVersion } from "@pointsman/store/rule-sets/get-rule-set-version";

import type { RoutingDirectory } from "../routing/directory-cache.ts";

/** When a rep is reminded of a lead, null: never; and when he must have touched it. */
export interface Deadlines {
  readonly remindAt: Timestamp | null;
  readonly dueAt: Timestamp;
}

/**
 * The deadlines of an SLA by the rep's calendar as it is now. A decision says what they were when it was made; his hours
 * and his time off may have changed since, and only time in which he is there counts.
 */
export function deadlinesNow(
  { reps }: Pick<RoutingDirectory, "reps">,
  { repId, assignedAt }: UntouchedAssignment,
  { applied, rule }: { readonly applied: AppliedSla; readonly rule: Sla | undefined },
): Deadlines {
  const rep = reps.get(repId);
  // Who has left never touches it.
  if (rep === undefined || rep.status === "departed") return applied;
  const after = (minutes: number) => dueAfter(toRepCalendar(rep), assignedAt, minutes);
  const remindAfter = rule?.remindAfterMinutes;
  return {
    remindAt: remindAfter === undefined ? applied.remindAt : after(remindAfter),
    dueAt: after(applied.touchWithinMinutes),
  };
}

/** The SLAs of the rules that a decision was made by, which a version never changes. */
export async function readSlas(tx: Tx, { ruleSet }: RoutingDirectory, version: number): Promise<readonly Sla[]> {
  if (ruleSet?.ref.version === version) return ruleSet.body.slas ?? [];
  return (await getRuleSetVersion(tx, version))?.body.slas ?? [];
}
