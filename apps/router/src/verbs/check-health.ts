import { toTimestamp } from "@pointsman/contracts/primitive";
import { countStaleCalendars } from "@pointsman/store/availability/calendars";

import type { ServiceContext } from "../context.ts";

/** How the service is; rejects where its database does not answer. */
export async function checkHealth({ db, batcher, clock }: Pick<ServiceContext, "db" | "batcher" | "clock">) {
  const staleCalendars = await countStaleCalendars(db, toTimestamp(clock.nowMs()));
  return { status: "ok" as const, waitingLeads: batcher.depth, staleCalendars };
}
