import type { ClickHouseClient } from "@clickhouse/client";

import { toFoldSettings } from "../settings.ts";

/** A select of one column, `day`: days of receipt. */
export type DaySelect = string;

/**
 * Says that rows of these days are about to change. From here on reports read the rows of these days, not their cells, until
 * cells have been made that saw the mark with which the change ends.
 */
export async function markBegun(client: ClickHouseClient, days: DaySelect): Promise<void> {
  await mark(client, "begun", days);
}

/**
 * Says that the rows have been written. Whoever made cells meanwhile may have read them without: this mark he has not seen.
 * Where it never comes, as the process ended, cells are made once the change has long been over (`listStaleDays`).
 */
export async function markDone(client: ClickHouseClient, days: DaySelect): Promise<void> {
  await mark(client, "done", days);
}

/** Says that all cells that were made up to now are to be made anew. */
export async function markEveryDay(client: ClickHouseClient): Promise<void> {
  for (const column of ["begun", "done"] as const)
    await mark(client, column, "select distinct day from received_day_v1");
}

/** One more than all marks of the day, not a time: what was marked later is larger on whichever server. */
async function mark(client: ClickHouseClient, column: "begun" | "done", days: DaySelect): Promise<void> {
  await client.command({
    query: `
      insert into received_day_v1 (day, ${column})
      with changed as (${days})
      select day, 1 + max(last)
      from (
        select day, toUInt64(0) as last from changed
        union all
        select day, greatest(begun, done) as last from received_day_v1 where day in (select day from changed)
      )
      group by day`,
    clickhouse_settings: { ...toFoldSettings(), log_comment: `mark_${column}` },
  });
}
