import type { RepId } from "@pointsman/contracts/id";
import type { TimeOff } from "@pointsman/contracts/organisation";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";

/** The columns of a stretch of time off, which two tables have. */
export interface TimeOffRow {
  readonly kind: TimeOff["kind"];
  readonly from: string | null;
  readonly until: string | null;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly half: "morning" | "afternoon" | null;
}

/** The time off of all reps, each list as configured. */
export async function loadTimeOff(tx: Tx): Promise<ReadonlyMap<RepId, readonly TimeOff[]>> {
  const rows = await tx
    .selectFrom("rep_time_off")
    .select(["rep_id", "kind", "from_at as from", "until_at as until", "half"])
    .select([sql<string | null>`first_day::text`.as("firstDay"), sql<string | null>`last_day::text`.as("lastDay")])
    .orderBy("rep_id")
    .orderBy("position")
    .execute();
  const byRep = Map.groupBy(rows, (row) => row.rep_id);
  return new Map([...byRep].map(([repId, list]) => [repId, list.map(toTimeOff)]));
}

export function toTimeOff({ kind, from, until, firstDay, lastDay, half }: TimeOffRow): TimeOff {
  if (from !== null && until !== null) return { kind, from, until };
  if (firstDay === null || lastDay === null) throw new Error("A row of rep_time_off is neither timed nor whole days");
  return half === null ? { kind, firstDay, lastDay } : { kind, day: firstDay, half };
}
