import { toTimestamp } from "@pointsman/contracts/primitive";
import { findAbsence } from "@pointsman/router-core/eligibility/find-absence";
import { toRepCalendar } from "@pointsman/router-core/eligibility/rep-calendar";
import { inTransaction } from "@pointsman/store/in-transaction";
import { insertNotifications } from "@pointsman/store/notifications/insert-notifications";
import { findLastToldAt } from "@pointsman/store/notifications/list-notifications";
import { addJobs } from "@pointsman/store/timers/add-jobs";

import { listDigestLeads } from "../verbs/read-digest.ts";
import { toDigestJob, type RepJob } from "./jobs.ts";
import type { TimerContext } from "./timer-context.ts";

/**
 * A rep is back from time off: notes that he is told what was held for him and what his backup got since he was last
 * told. Is he away for longer than was thought, he is told then.
 */
export async function tellDigest({ db, clock, directories }: TimerContext, { repId }: RepJob): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { reps } = await directories.read(tx, "share");
    const rep = reps.get(repId);
    if (rep === undefined || rep.status === "departed") return;
    const now = toTimestamp(clock.nowMs());
    const absence = findAbsence(toRepCalendar(rep), now);
    if (absence?.refusal === "out_of_office") {
      if (absence.backAt !== null) await addJobs(tx, [toDigestJob(repId, absence.backAt)]);
      return;
    }
    const since = await findLastToldAt(tx, repId, "digest");
    const { held, backedUp } = await listDigestLeads(tx, repId, since);
    // Two jobs, of a return that was put off and put back again: the second has nothing to tell.
    if (held.length + backedUp.length === 0) return;
    await insertNotifications(tx, [
      {
        kind: "digest",
        repId,
        lead: null,
        createdAt: now,
        payload: { since, held: held.length, backedUp: backedUp.length },
      },
    ]);
  });
}
