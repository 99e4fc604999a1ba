import type { LeadId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { inTransaction } from "@pointsman/store/in-transaction";
import { listDueHolds, type DueHold } from "@pointsman/store/leads/list-due-holds";
import type { StoredLead } from "@pointsman/store/leads/stored-lead";

import { isLeadsFault } from "../batch/lead-fault.ts";
import { routeCases } from "../routing/route-cases.ts";
import type { LeadJob } from "./jobs.ts";
import { openCases, writeRedecided } from "./open-cases.ts";
import { parkOnFile } from "./park-on-file.ts";
import type { TimerContext } from "./timer-context.ts";

/** Leads released in one transaction: as many as a batch of new ones. */
const PAGE = 200;

/**
 * Decides again on held leads whose wait is over, the longest due first. Each held lead has a job of its own, so that a
 * hold costs its batch no more than a row; the first job that runs releases all that are due, page by page, and those
 * behind it find nothing left to do. A page that fails is left to the jobs of its leads, each on its own: a lead that
 * cannot be released keeps nobody waiting, and is parked.
 */
export async function releaseHolds(context: TimerContext, job: LeadJob): Promise<void> {
  const now = toTimestamp(context.clock.nowMs());
  try {
    for (;;) {
      const due = await listDueHolds(context.db, now, PAGE);
      await release(context, due);
      if (due.length < PAGE) break;
    }
  } catch (error) {
    context.log.warn({ err: error, leadId: job.leadId }, "releasing held leads together failed; trying one alone");
    await releaseAlone(context, job);
  }
}

/** Decides again on one held lead, due or not; parks it where it cannot be decided on. */
export async function releaseAlone(context: TimerContext, job: LeadJob): Promise<void> {
  try {
    await release(context, [job]);
  } catch (error) {
    if (!isLeadsFault(error)) throw error;
    const isCurrent = (lead: StoredLead) => context.fence(lead, { state: "held", epoch: job.epoch });
    await parkOnFile(context, { leadId: job.leadId, isCurrent, error });
  }
}

/** Releases those of the holds that are still what they were when they were found due. */
export async function release(
  { db, clock, directories, fence }: TimerContext,
  holds: readonly DueHold[],
): Promise<void> {
  if (holds.length === 0) return;
  const epochs = new Map(holds.map(({ leadId, epoch }) => [leadId, epoch]));
  await inTransaction(db, async (tx) => {
    const directory = await directories.read(tx, "share");
    const now = toTimestamp(clock.nowMs());
    const leadIds: readonly LeadId[] = [...epochs.keys()];
    const cases = await openCases(tx, directory, {
      leadIds,
      isCurrent: (lead) => fence(lead, { state: "held", epoch: epochs.get(lead.id) ?? 0 }),
    });
    if (cases.length > 0) await writeRedecided(tx, await routeCases(tx, { directory, now, openLeads: null }, cases));
  });
}
