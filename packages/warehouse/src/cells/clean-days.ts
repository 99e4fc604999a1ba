import { Timestamp } from "@pointsman/contracts/primitive";
import { z } from "zod";

import { defineQuery, TimeParam } from "../define-query.ts";
import { CELL_KINDS } from "./cell-kinds.ts";

const DAY_MS = 86_400_000;

/** The start of a day of receipt, UTC. */
export type Day = Timestamp;

/**
 * Days of receipt from `from` on and before `until` whose cells have seen the last mark of their rows: since they were made no
 * change of these has begun. The others are read from the rows.
 */
export const listCleanDays = defineQuery({
  name: "list_clean_days",
  sql: `
    select toDateTime64(day, 3, 'UTC') as day
    from (
      select day, kind, max(seen) as number from report_cell_v1
      where day >= toDate32({from: DateTime64(3, 'UTC')}) and day < toDate32({until: DateTime64(3, 'UTC')})
      group by day, kind
      union all
      select day, '' as kind, greatest(max(begun), max(done)) as number from received_day_v1
      where day >= toDate32({from: DateTime64(3, 'UTC')}) and day < toDate32({until: DateTime64(3, 'UTC')})
      group by day
    )
    group by day
    having countIf(kind != '') = ${CELL_KINDS.length} and minIf(number, kind != '') >= maxIf(number, kind = '')
    order by day`,
  params: z.object({ from: TimeParam, until: TimeParam }),
  row: z.object({ day: Timestamp }).transform((row) => row.day),
});

/** A period in two parts, as conditions; null: there is nothing in this part. */
export interface SplitPeriod {
  /** On `day` of `report_cell_v1`: whole days that have cells. */
  readonly days: string | null;
  /** On `received_at` of rows: the rest. */
  readonly rest: string | null;
}

/** @param cleanDays in order */
export function splitPeriod(
  { from, until }: { readonly from: Timestamp; readonly until: Timestamp },
  cleanDays: readonly Day[],
): SplitPeriod {
  const days: Span[] = [];
  const rest: Span[] = [];
  let restFromMs = Date.parse(from);
  for (const day of cleanDays) {
    const startMs = Date.parse(day);
    const endMs = startMs + DAY_MS;
    if (startMs < Date.parse(from) || endMs > Date.parse(until)) continue;
    const last = days.at(-1);
    if (last !== undefined && last.untilMs === startMs) last.untilMs = endMs;
    else days.push({ fromMs: startMs, untilMs: endMs });
    if (restFromMs < startMs) rest.push({ fromMs: restFromMs, untilMs: startMs });
    restFromMs = endMs;
  }
  if (restFromMs < Date.parse(until)) rest.push({ fromMs: restFromMs, untilMs: Date.parse(until) });
  const within = (column: string, toText: (ms: number) => string) => (span: Span) =>
    `${column} >= '${toText(span.fromMs)}' and ${column} < '${toText(span.untilMs)}'`;
  return {
    days: joinAny(days.map(within("day", (ms) => toText(ms).slice(0, 10)))),
    rest: joinAny(rest.map(within("received_at", toText))),
  };
}

interface Span {
  readonly fromMs: number;
  untilMs: number;
}

function joinAny(conditions: readonly string[]): string | null {
  return conditions.length === 0 ? null : conditions.join(" or ");
}

function toText(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ").replace("Z", "");
}
