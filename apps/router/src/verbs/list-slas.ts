import { toTimestamp } from "@pointsman/contracts/primitive";
import { listRunningSlas, type ListSlasOptions } from "@pointsman/store/assignments/list-running-slas";

import type { ServiceContext } from "../context.ts";

/** Leads whose rep must touch them by an instant, the most urgent first. */
export async function listSlas(
  { db, clock }: Pick<ServiceContext, "db" | "clock">,
  options: Omit<ListSlasOptions, "now">,
) {
  return listRunningSlas(db, { ...options, now: toTimestamp(clock.nowMs()) });
}
