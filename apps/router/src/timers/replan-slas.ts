import { isDeepStrictEqual } from "node:util";

import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { Rep } from "@pointsman/contracts/organisation";
import type { Sla } from "@pointsman/contracts/rule-set";
import { listUntouchedOfRep, type UntouchedWithSla } from "@pointsman/store/assignments/find-untouched";
import type { Tx } from "@pointsman/store/connect";
import { inTransaction } from "@pointsman/store/in-transaction";
import { addJobs } from "@pointsman/store/timers/add-jobs";

import type { RoutingDirectory } from "../routing/directory-cache.ts";
import { toNewBreachJob, toNewRemindJob, toReplanJob, type RepJob } from "./jobs.ts";
import { deadlinesNow, readSlas } from "./sla-deadlines.ts";
import type { TimerContext } from "./timer-context.ts";

/** Leads planned anew in one transaction: as many as a batch of new ones. */
const PAGE = 200;

/**
 * A rep's calendar changed: the reminders and the ends of the SLAs of what he has not touched come when it says now, earlier
 * or later. It takes no lead's lock: a job for one that is touched meanwhile finds nothing to do.
 */
export async function replanSlas({ db, directories }: TimerContext, { repId }: RepJob): Promise<void> {
  for (let after: LeadId | null = null; ;) {
    const page: readonly UntouchedWithSla[] = await inTransaction(db, async (tx) => {
      const directory = await directories.read(tx, "share");
      return replanPage(tx, directory, { repId, after });
    });
    if (page.length < PAGE) return;
    after = page.at(-1)?.leadId ?? null;
  }
}

async function replanPage(
  tx: Tx,
  directory: RoutingDirectory,
  { repId, after }: { readonly repId: RepId; readonly after: LeadId | null },
): Promise<readonly UntouchedWithSla[]> {
  const page = await listUntouchedOfRep(tx, { repId, after, limit: PAGE });
  const slas = new Map<number, readonly Sla[]>();
  for (const version of new Set(page.map(({ ruleSetVersion }) => ruleSetVersion))) {
    slas.set(version, await readSlas(tx, directory, version));
  }
  await addJobs(
    tx,
    page.flatMap(({ leadId, epoch, ruleSetVersion, sla, ...assignment }) => {
      const rule = slas.get(ruleSetVersion)?.find(({ id }) => id === sla.slaId);
      const { remindAt, dueAt } = deadlinesNow(directory, assignment, { applied: sla, rule });
      const job = { leadId, epoch };
      return [...(remindAt === null ? [] : [toNewRemindJob(job, remindAt)]), toNewBreachJob(job, dueAt)];
    }),
  );
  return page;
}

/** Reps are saved: the SLAs of those of them whose calendar is another one now are planned anew, within a second. */
export async function replanForChanged(tx: Tx, before: RoutingDirectory, saved: readonly Rep[]): Promise<void> {
  // As they were saved: `before.reps` has what calendars and time off say of them joined in.
  const knownReps = new Map(before.organisation.reps.map((rep) => [rep.id, rep]));
  const changed = saved.filter((rep) => {
    const known = knownReps.get(rep.id);
    return known !== undefined && !isDeepStrictEqual(calendarOf(known), calendarOf(rep));
  });
  await addJobs(
    tx,
    changed.map(({ id }) => toReplanJob(id)),
  );
}

/** What of a rep says when he is there. */
function calendarOf({ status, timeZone, timeOff, workingHours, busy, busyCounts, longBusyMinutes }: Rep) {
  return { status, timeZone, timeOff, workingHours, busy, busyCounts, longBusyMinutes };
}
