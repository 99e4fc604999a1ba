import type { RepId } from "@pointsman/contracts/id";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import type { Escalation } from "@pointsman/contracts/rule-set";
import { toRepCalendar } from "@pointsman/router-core/eligibility/rep-calendar";
import { dueAfter } from "@pointsman/router-core/sla/apply-sla";
import { listSlaBreakers } from "@pointsman/store/assignments/find-untouched";
import { insertReroutes } from "@pointsman/store/assignments/insert-reroutes";
import type { Tx } from "@pointsman/store/connect";
import { inTransaction } from "@pointsman/store/in-transaction";
import { insertNotifications } from "@pointsman/store/notifications/insert-notifications";
import { isTold } from "@pointsman/store/notifications/list-notifications";
import { appendEvents } from "@pointsman/store/outbox/append-events";
import { addJobs } from "@pointsman/store/timers/add-jobs";

import type { RoutingDirectory } from "../routing/directory-cache.ts";
import { toDecisionEvent, toProgressEvent, toTakenEvent } from "../routing/lead-event.ts";
import { ownerOfFallback } from "../routing/owner-of-fallback.ts";
import { decideAgain } from "../verbs/decide-again.ts";
import { toBreachJob, type LeadJob } from "./jobs.ts";
import { openUntouched, type UntouchedLead } from "./open-untouched.ts";
import type { TimerContext } from "./timer-context.ts";

/** Who a re-route by an SLA is asked for by, in place of the id of an API key. */
const REQUESTED_BY = "sla";

/**
 * The time to touch a lead is over. What its SLA says comes next: it is taken from the rep and decided again without
 * those who let it lie, or somebody is told. Where the rep has been on time off that nobody knew of when he was given
 * the lead, it waits for him as long as the SLA says.
 */
export async function enforceSla({ db, clock, directories, fence }: TimerContext, job: LeadJob): Promise<void> {
  await inTransaction(db, async (tx) => {
    const directory = await directories.read(tx, "share");
    const untouched = await openUntouched(tx, { directory, fence }, job);
    if (untouched === null) return;
    const now = toTimestamp(clock.nowMs());
    const dueAt = findDueAt(untouched, directory);
    if (dueAt > now) return addJobs(tx, [toBreachJob(job, dueAt)]);
    const { onBreach } = untouched.sla;
    const breakers = onBreach.kind === "reroute" ? await listSlaBreakers(tx, job.leadId) : [];
    const breach: Breach = { ...untouched, directory, now };
    if (onBreach.kind === "reroute" && breakers.length < onBreach.atMost) return reroute(tx, breach, breakers);
    return escalate(tx, breach, onBreach.escalateTo);
  });
}

interface Breach extends UntouchedLead {
  readonly directory: RoutingDirectory;
  readonly now: Timestamp;
}

/** By the rep's calendar as it is now. */
function findDueAt({ assignment, sla }: UntouchedLead, { reps }: RoutingDirectory): Timestamp {
  const rep = reps.get(assignment.repId);
  // Who has left never touches it.
  if (rep === undefined || rep.status === "departed") return sla.dueAt;
  return dueAfter(toRepCalendar(rep), assignment.assignedAt, sla.touchWithinMinutes);
}

async function reroute(
  tx: Tx,
  { opened: { history, next, subject }, assignment, directory, now }: Breach,
  breakers: readonly RepId[],
): Promise<void> {
  const leadId = history.lead.id;
  const excludedRepIds = [...new Set([...next.excludedRepIds, ...breakers, assignment.repId])];
  const routed = await decideAgain(
    tx,
    { directory, now, openLeads: null },
    { next: { ...next, excludedRepIds }, endReason: "sla_breach" },
  );
  const { epoch } = routed.decision;
  const taken = { epoch, fromRepId: assignment.repId, reason: "sla_breach" } as const;
  await insertReroutes(tx, [
    { ...taken, leadId, comment: null, requestedBy: REQUESTED_BY, requestedByKind: "sla", requestedAt: now },
  ]);
  await appendEvents(tx, [
    toTakenEvent(subject, history.latestDecision, { ...taken, kind: "lead.rerouted", requestedBy: "sla", at: now }),
    toDecisionEvent(subject, routed.decision),
  ]);
}

/** Once: a worker may die between the commit and the end of its job, which then runs again. */
async function escalate(tx: Tx, breach: Breach, to: Escalation): Promise<void> {
  const { opened, assignment, sla, now } = breach;
  const { lead, latestDecision } = opened.history;
  if (await isTold(tx, { leadId: lead.id, epoch: lead.epoch, kind: "escalation" })) return;
  await insertNotifications(tx, [
    {
      kind: "escalation",
      repId: findSuperior(breach, to),
      lead: { leadId: lead.id, epoch: lead.epoch },
      createdAt: now,
      payload: { repId: assignment.repId, slaId: sla.slaId, dueAt: sla.dueAt },
    },
  ]);
  const progress = { kind: "lead.escalated", at: now, reason: null } as const;
  await appendEvents(tx, [toProgressEvent(opened.subject, latestDecision, progress)]);
}

/** Who is told; where the SLA names nobody who is here, the owner of the fallback queue: never nobody. */
function findSuperior({ assignment, directory }: Breach, to: Escalation): RepId {
  const here = directory.organisation.reps.filter(({ status, id }) => status === "active" && id !== assignment.repId);
  const { team } = directory.reps.get(assignment.repId) ?? {};
  const found =
    to.kind === "rep"
      ? here.find(({ id }) => id === to.repId)
      : here.find((rep) => rep.team === team && rep.role === to.role);
  return found?.id ?? ownerOfFallback(directory);
}
