import type { Rep } from "@pointsman/contracts/organisation";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { findAbsence } from "@pointsman/router-core/eligibility/find-absence";
import { toRepCalendar } from "@pointsman/router-core/eligibility/rep-calendar";
import { withAvailability } from "@pointsman/router-core/eligibility/with-availability";
import { loadAvailability } from "@pointsman/store/availability/load-availability";
import type { Tx } from "@pointsman/store/connect";
import { listHoldsFor } from "@pointsman/store/leads/list-holds-for";
import { addJobs } from "@pointsman/store/timers/add-jobs";

import { toEarlyReleaseJob } from "./jobs.ts";

/** Leads that are held for one of these reps (as they are saved), who is back earlier than was thought, are decided again at once. */
export async function wakeHeld(tx: Tx, reps: readonly Rep[], now: Timestamp): Promise<void> {
  const known = await loadAvailability(tx);
  const backAt = new Map(reps.map((rep) => [rep.id, findReturn(withAvailability(rep, known), now)]));
  const holds = await listHoldsFor(tx, [...backAt.keys()]);
  const early = holds.filter(({ repId, until }) => {
    const back = backAt.get(repId) ?? null;
    return back !== null && back < until;
  });
  await addJobs(tx, early.map(toEarlyReleaseJob));
}

/** When he is there: now, later, or null: nobody knows. */
function findReturn(rep: Rep, now: Timestamp): Timestamp | null {
  const absence = findAbsence(toRepCalendar(rep), now);
  return absence === null ? now : absence.backAt;
}
