import { toTimestamp } from "@pointsman/contracts/primitive";
import { inTransaction } from "@pointsman/store/in-transaction";
import { insertNotifications } from "@pointsman/store/notifications/insert-notifications";
import { isTold } from "@pointsman/store/notifications/list-notifications";
import { appendEvents } from "@pointsman/store/outbox/append-events";
import { addJobs } from "@pointsman/store/timers/add-jobs";

import { toProgressEvent } from "../routing/lead-event.ts";
import { toNewRemindJob, type LeadJob } from "./jobs.ts";
import { openUntouched } from "./open-untouched.ts";
import type { TimerContext } from "./timer-context.ts";

/**
 * Reminds a rep of a lead that he has not touched yet, once: a worker may die between the commit and the end of its job.
 * Where he was not there for as long as was thought he is reminded later.
 */
export async function remindRep({ db, clock, directories, fence }: TimerContext, job: LeadJob): Promise<void> {
  await inTransaction(db, async (tx) => {
    const directory = await directories.read(tx, "share");
    const untouched = await openUntouched(tx, { directory, fence }, job);
    if (untouched === null || (await isTold(tx, { ...job, kind: "reminder" }))) return;
    const { opened, assignment, sla, deadlines } = untouched;
    const now = toTimestamp(clock.nowMs());
    const { remindAt, dueAt } = deadlines;
    if (remindAt !== null && remindAt > now) return addJobs(tx, [toNewRemindJob(job, remindAt)]);
    await insertNotifications(tx, [
      {
        kind: "reminder",
        repId: assignment.repId,
        lead: job,
        createdAt: now,
        payload: { slaId: sla.slaId, dueAt },
      },
    ]);
    const progress = { kind: "lead.reminded", at: now, reason: null } as const;
    await appendEvents(tx, [toProgressEvent(opened.subject, opened.history.latestDecision, progress)]);
  });
}
