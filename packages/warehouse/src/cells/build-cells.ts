import type { ClickHouseClient } from "@clickhouse/client";
import { Timestamp } from "@pointsman/contracts/primitive";
import { z } from "zod";

import { defineQuery, TimeParam } from "../define-query.ts";
import { Dimension } from "../report/report-params.ts";
import { toFoldSettings } from "../settings.ts";
import { CELL_KINDS, type CellSource } from "./cell-kinds.ts";
import { MEASURES, selectFromRows } from "./select-cells.ts";

/** A change that has not ended after so long has broken off: one statement takes seconds. */
const ABANDONED_MINUTES = 10;

/** From and until: the day; last: the number of its last mark. */
const StaleDay = z.object({ from: Timestamp, until: Timestamp, last: z.number() }).readonly();
type StaleDay = z.infer<typeof StaleDay>;

/** Days whose rows have changed since their cells were made, and are not being changed; those that have been at rest longest first. */
const listStaleDays = defineQuery({
  name: "list_stale_cell_days",
  sql: `
    select toDateTime64(day, 3, 'UTC') as from, toDateTime64(day + 1, 3, 'UTC') as until, last
    from (
      select day, greatest(max(begun), max(done)) as last, max(done) as ended, max(marked_at) as marked
      from received_day_v1
      where day < toDate32({before: DateTime64(3, 'UTC')})
      group by day
    ) as days
    left join (select day, kind, max(seen) as seen from report_cell_v1 group by day, kind) as cells on cells.day = days.day
    where ended = last or marked < now64(3, 'UTC') - interval ${ABANDONED_MINUTES} minute
    group by day, last, marked
    having countIf(seen >= last) < ${CELL_KINDS.length}
    order by marked, day
    limit {limit: UInt32}`,
  params: z.object({ before: TimeParam, limit: z.number().int().positive() }),
  row: StaleDay,
});

/**
 * Makes the cells of days anew whose rows have changed since, at most `limit` days. Safe to break off, and twice at once: cells that saw
 * more marks replace others, and those that did not see the last are not read.
 *
 * @param options.before only days before the one of this instant: today's rows change all the time
 * @returns how many days there were
 */
export async function buildCells(
  client: ClickHouseClient,
  { before, limit }: { readonly before: Timestamp; readonly limit: number },
): Promise<number> {
  // The marks first, then the rows: what changes in between has a mark that was not seen.
  const days = await listStaleDays.run(client, { before, limit });
  for (let at = 0; at < days.length; at += DAYS_AT_ONCE) {
    const some = days.slice(at, at + DAYS_AT_ONCE);
    for (const source of ["lead", "assignment"] as const) await buildDays(client, source, some);
  }
  return days.length;
}

/** What is told apart in each kind. */
const WITHIN = ["first_outcome", "first_outcome_reason", "since"] as const;

/** Days that are made in one statement, which costs some 40 ms whatever it reads; a million leads take it some hundred megabytes. */
const DAYS_AT_ONCE = 3;

/** Days of which nothing is left get empty cells. */
async function buildDays(client: ClickHouseClient, of: CellSource, days: readonly StaleDay[]): Promise<void> {
  const kinds = CELL_KINDS.filter((kind) => kind.of === of);
  const names = kinds.map(({ kind }) => `'${kind}'`).join(", ");
  const told = Dimension.options.map((name) => {
    const telling = kinds.filter(({ dimensions }) => dimensions.includes(name)).map(({ kind }) => `'${kind}'`);
    return `if(kind in (${telling.join(", ")}), ${name}, null) as told_${name}`;
  });
  const keys = [...Dimension.options.map((name) => `told_${name}`), ...WITHIN];
  const columns = [...Dimension.options, ...MEASURES];
  const ranges = days.map(({ from, until }) => `received_at >= '${toTime(from)}' and received_at < '${toTime(until)}'`);
  const rows = selectFromRows({ of, dimensions: Dimension.options, filters: [], byDay: true }, ranges.join(" or "));
  const seen = days.map(({ from, last }) => `(toDate32('${from.slice(0, 10)}'), toUInt64(${last}))`);
  await client.command({
    query: `
      insert into report_cell_v1 (kind, day, seen, ${columns.join(", ")})
      select wanted.kind, wanted.day, wanted.seen, ${columns.map((_, index) => `cells.${index + 1}`).join(", ")}
      from (
        select arrayJoin([${names}]) as kind, arrayJoin([${seen.join(", ")}]) as marked, marked.1 as day, marked.2 as seen
      ) as wanted
      left join (
        select kind, day, groupArray((${keys.join(", ")}, n, takings.1, takings.2, conversions.1, conversions.2)) as cells
        from (
          select
            kind, day, ${[...told, ...WITHIN].join(", ")},
            sum(counted) as n, sumMap(taken_for, taken) as takings, sumMap(converted_on, converted) as conversions
          from (${rows})
          array join [${names}] as kind
          group by kind, day, ${keys.join(", ")}
        )
        group by kind, day
      ) as made on made.kind = wanted.kind and made.day = wanted.day
      settings join_use_nulls = 0`,
    clickhouse_settings: { ...toFoldSettings(), log_comment: `build_cells_${of}` },
  });
}

function toTime(timestamp: string): string {
  return timestamp.replace("T", " ").replace("Z", "");
}
