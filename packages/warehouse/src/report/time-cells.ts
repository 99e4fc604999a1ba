import type { ClickHouseClient } from "@clickhouse/client";
import { z } from "zod";

import { defineQuery } from "../define-query.ts";
import { selectBucket, type Bucket } from "../statistics/distribution.ts";
import type { GroupKey } from "./grouping.ts";
import { columnOf, Count, Dimension, isInReport, ReportQueryParams } from "./report-params.ts";

/** What is read of leads: a time in ms, and of which of them. */
const SOURCES = {
  route: { ms: "route_ms", where: "timing != 'none'" },
  /** The times of leads `in_parts`; of those `at_once` the first is the route time, and the other 0. */
  edgeToCommit: { ms: "dateDiff('millisecond', received_at, assumeNotNull(stored_at))", where: "timing = 'in_parts'" },
  commitToRouted: {
    ms: "dateDiff('millisecond', greatest(assumeNotNull(stored_at), qualified_at), assumeNotNull(routed_at))",
    where: "timing = 'in_parts'",
  },
} as const;
type Source = keyof typeof SOURCES;

/** As in the column `timing`. */
const TIMINGS = { at_once: 1, in_parts: 2, held: 3 } as const;
type Timing = keyof typeof TIMINGS;
const TIMING_NAMES = { 1: "at_once", 2: "in_parts", 3: "held" } as const satisfies Record<number, Timing>;

/** Leads that share the values of all columns, and how they were timed, by how long it took. */
export interface TimeCells {
  readonly source: Source;
  readonly key: GroupKey;
  readonly timing: Timing;
  readonly n: number;
  /** Of the times in ms, and of their squares; exact. */
  readonly sum: bigint;
  readonly squares: bigint;
  readonly counts: ReadonlyMap<Bucket, number>;
  /** Of the key, as ClickHouse has it. */
  readonly hash: bigint;
}

/** The times of some buckets, in no order. */
export type BucketTimes = ReadonlyMap<TimeCells, ReadonlyMap<Bucket, readonly number[]>>;

type Params = z.input<typeof ReportQueryParams>;

/**
 * The values of these columns as one number: what names are hashed to is looked up in a column's dictionary, and one number is grouped by
 * in a third of the time that names take.
 */
function selectHash(names: readonly string[]): string {
  // Null has no hash. Odd factors, for the same value in another column is another.
  return names.map((name, index) => `cityHash64(ifNull(${name}, '\\0')) * ${2 * index + 1}`).join(" + ");
}

/** Bucket and timing as one number. */
const SELECT_CELL = `${selectBucket("ms")} * 4 + timed`;
const toCell = (bucket: Bucket, timing: Timing) => bucket * 4 + TIMINGS[timing];

/** The leads of a source, a row each: the columns, `ms` and `timed`: the timing as a number. */
function selectLeads(source: Source, names: readonly string[]): string {
  const columns = names.map((name) => `${columnOf(Dimension.parse(name), "lead")} as ${name}`);
  const { ms, where } = SOURCES[source];
  return `
    select ${columns.join(", ")}, ${ms} as ms, toUInt8(timing) as timed
    from lead_row_v1 final
    where ${where} and ${isInReport("lead")}`;
}

/**
 * Leads are grouped by the sum of hash and cell. That two cells come to one by chance has a probability of 2^-44 times the square of
 * how many keys there are: of 10^-12 for four tiers, 10^-5 for ten thousand reps and rules.
 */
function defineCells(source: Source, names: readonly string[]) {
  const values = names.map((name) => `any(${name}) as key_${name}`);
  const keys = names.map((name) => `key_${name}`);
  const hash = selectHash(keys);
  return defineQuery({
    name: "report_time_cells",
    sql: `
      select
        ${names.map((name) => `key_${name} as ${name}`).join(", ")},
        toString(any(hash)) as hash,
        bitAnd(cell, 3) as timing,
        sum(leads) as n,
        toString(sum(sum_ms)) as sum,
        toString(sum(sum_squares)) as squares,
        groupArray(bitShiftRight(cell, 2)) as buckets,
        groupArray(leads) as counts
      from (
        select
          *, ${hash} as hash, toInt32(hash_and_cell - hash) as cell
        from (
          select
            ${values.join(", ")},
            ${selectHash(names)} + ${SELECT_CELL} as hash_and_cell,
            count() as leads,
            sum(ms) as sum_ms,
            sum(toInt128(ms) * ms) as sum_squares
          from (${selectLeads(source, names)})
          group by hash_and_cell
        )
      )
      group by ${keys.join(", ")}, timing`,
    params: ReportQueryParams,
    row: z
      .object({
        hash: z.string(),
        timing: z.literal([1, 2, 3]),
        n: Count,
        sum: z.string(),
        squares: z.string(),
        buckets: z.array(z.number()),
        counts: z.array(z.number()),
      })
      .loose()
      .transform((row): TimeCells => ({
        source,
        key: toKey(row, names),
        timing: TIMING_NAMES[row.timing],
        n: row.n,
        sum: BigInt(row.sum),
        squares: BigInt(row.squares),
        counts: new Map(row.buckets.map((bucket, index) => [bucket, row.counts[index] ?? 0])),
        hash: BigInt(row.hash),
      })),
  });
}

/** @param names the columns that leads are told apart by */
export async function readTimeCells(
  client: ClickHouseClient,
  params: Params,
  names: readonly string[],
): Promise<readonly TimeCells[]> {
  const route = await defineCells("route", names).run(client, params);
  if (!route.some(({ timing }) => timing === "in_parts")) return route;
  const stored = await defineCells("edgeToCommit", names).run(client, params);
  const rest = await defineCells("commitToRouted", names).run(client, params);
  return [...route, ...stored, ...rest];
}

/** The times behind these buckets, one by one. A lead that came since they were counted may be among them. */
export async function readTimes(
  client: ClickHouseClient,
  params: Params,
  wanted: ReadonlyMap<TimeCells, ReadonlySet<Bucket>>,
): Promise<BucketTimes> {
  const times = new Map<TimeCells, ReadonlyMap<Bucket, readonly number[]>>();
  for (const [source, group] of Map.groupBy(wanted, ([cells]) => cells.source)) {
    const names = Object.keys(group[0]?.[0].key ?? {});
    // In the statement, not in a parameter: parameters go by the URL, which is short.
    const numbers = group.flatMap(([{ hash, timing }, buckets]) =>
      [...buckets].map((bucket) => BigInt.asIntN(64, hash + BigInt(toCell(bucket, timing)))),
    );
    const rows = await defineTimes(source, names, numbers).run(client, params);
    const byCells = Map.groupBy(rows, ({ key, timing }) => nameOf(key, timing));
    for (const [cells] of group) {
      const own = byCells.get(nameOf(cells.key, cells.timing)) ?? [];
      times.set(cells, new Map(own.map((row) => [row.bucket, row.times])));
    }
  }
  return times;
}

function defineTimes(source: Source, names: readonly string[], numbers: readonly bigint[]) {
  return defineQuery({
    name: "report_times",
    sql: `
      select ${names.join(", ")}, bitAnd(cell, 3) as timing_of, bitShiftRight(cell, 2) as bucket, groupArray(ms) as times
      from (
        select *, toInt32(${SELECT_CELL}) as cell
        from (${selectLeads(source, names)})
        where ${selectHash(names)} + cell in (${numbers.join(", ")})
      )
      group by ${names.join(", ")}, cell`,
    params: ReportQueryParams,
    row: z
      .object({ timingOf: z.literal([1, 2, 3]), bucket: z.number(), times: z.array(z.number()) })
      .loose()
      .transform((row) => ({
        key: toKey(row, names),
        timing: TIMING_NAMES[row.timingOf],
        bucket: row.bucket,
        times: row.times,
      })),
  });
}

function toKey(row: Readonly<Record<string, unknown>>, names: readonly string[]): GroupKey {
  return Object.fromEntries(names.map((name) => [name, (row[name] ?? null) as string | null]));
}

function nameOf(key: GroupKey, timing: Timing): string {
  return JSON.stringify([Object.values(key), timing]);
}
