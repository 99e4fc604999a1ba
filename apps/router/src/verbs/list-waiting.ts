import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Caller } from "@pointsman/rpc/authenticate";
import { requireReach } from "@pointsman/rpc/reach";
import { listRunningSlas, type ListSlasOptions } from "@pointsman/store/assignments/list-running-slas";
import { listHolds as findHolds } from "@pointsman/store/leads/list-holds";
import { pageNotifications } from "@pointsman/store/notifications/list-notifications";

import type { ServiceContext } from "../context.ts";

type Context = Pick<ServiceContext, "db" | "clock">;

/** Leads that wait for a rep within reach, the next to be released first. @throws AppError `OUT_OF_REACH` */
export async function listHolds({ db }: Context, caller: Caller, query: Parameters<typeof findHolds>[1]) {
  return findHolds(db, withinReach(caller, query));
}

/** Leads whose rep, within reach, must touch them by an instant, the most urgent first. @throws AppError `OUT_OF_REACH` */
export async function listSlas({ db, clock }: Context, caller: Caller, query: Omit<ListSlasOptions, "now">) {
  return listRunningSlas(db, { ...withinReach(caller, query), now: toTimestamp(clock.nowMs()) });
}

/** What reps within reach are told, the latest first. @throws AppError `OUT_OF_REACH` */
export async function listNotifications(
  { db }: Context,
  caller: Caller,
  query: Parameters<typeof pageNotifications>[1],
) {
  return pageNotifications(db, withinReach(caller, query));
}

/** The query for reps within reach. @throws AppError `OUT_OF_REACH` where another rep is asked for */
function withinReach<Query extends Pick<ListSlasOptions, "repId" | "withinRepIds">>(
  caller: Caller,
  query: Query,
): Query {
  if (query.repId !== undefined) requireReach(caller, query.repId);
  return { ...query, withinRepIds: caller.repIds };
}
