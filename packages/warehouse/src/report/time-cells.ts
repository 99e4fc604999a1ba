import type { ClickHouseClient } from "@clickhouse/client";
import { z } from "zod";

import { defineQuery } from "../define-query.ts";
import { selectBucket, type Bucket } from "../statistics/distribution.ts";
import type { GroupKey } from "./grouping.ts";
import { columnOf, Count, Dimension, isInReport, ReportQueryParams } from "./report-params.ts";

/** What is read of leads: a time in ms, and of which of them. */
const SOURCES = {
  /** Those without any are left out later, which costs less than a condition on each. */
  route: { ms: "route_ms", where: "true" },
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

/** Thousands of numbers: zod takes an object for each. */
const Numbers = z.custom<readonly number[]>(
  (value) => Array.isArray(value) && value.every((item) => Number.isSafeInteger(item)),
  "expected whole numbers",
);

/** What the queries of one report share. */
interface Question {
  readonly params: Params;
  /** The dimensions that leads are told apart by. */
  readonly names: readonly string[];
}

/** In the place of null, which has no hash, and which aggregates of nullable columns take long to pass over. */
const UNKNOWN = "'\\0'";

/**
 * These columns as one number: it is grouped by in half the time that names take, and hashes are made for each name of a
 * dictionary, not for each lead. Odd factors, for the same name in another column is another.
 */
function selectHash(columns: readonly string[]): string {
  return columns.map((column, index) => `cityHash64(${column}) * ${2 * index + 1}`).join(" + ");
}

/** Bucket and timing as one number. */
const SELECT_CELL = `${selectBucket("ms")} * 4 + timed`;
const toCell = (bucket: Bucket, timing: Timing) => bucket * 4 + TIMINGS[timing];

/** The leads of a source, a row each: the columns, `ms` and `timed`, the timing as a number. */
function selectLeads(source: Source, { params, names }: Question): string {
  const columns = names.map((name) => `ifNull(${columnOf(Dimension.parse(name), "lead")}, ${UNKNOWN}) as of_${name}`);
  const { ms, where } = SOURCES[source];
  const filters = Dimension.options.filter((name) => (params[name] ?? null) !== null);
  return `
    select ${columns.join(", ")}, ${ms} as ms, toUInt8(timing) as timed
    from lead_row_v1 final
    where ${isInReport("lead", filters)} and ${where}`;
}

const toColumns = (names: readonly string[]) => names.map((name) => `of_${name}`);
const selectNames = (names: readonly string[]) => names.map((name) => `nullIf(of_${name}, ${UNKNOWN}) as ${name}`);

/**
 * Leads are grouped by the sum of hash and cell. That two cells come to one by chance has a probability of 2^-44 times the square of
 * how many keys there are: of 10^-12 for four tiers, 10^-5 for ten thousand reps and rules.
 */
function defineCells(source: Source, question: Question) {
  const columns = toColumns(question.names);
  return defineQuery({
    name: "report_time_cells",
    sql: `
      with ${selectHash(columns)} as hash, toInt32(hash_and_cell - hash) as cell
      select
        ${selectNames(question.names).join(", ")},
        toString(any(hash)) as hash_text,
        bitAnd(cell, 3) as timing,
        sum(leads) as n,
        toString(sum(sum_ms)) as sum,
        toString(sum(sum_squares)) as squares,
        groupArray(bitShiftRight(cell, 2)) as buckets,
        groupArray(leads) as counts
      from (
        select
          ${columns.map((column) => `any(leads.${column}) as ${column}`).join(", ")},
          ${selectHash(columns.map((column) => `leads.${column}`))} + ${SELECT_CELL} as hash_and_cell,
          count() as leads,
          sum(ms) as sum_ms,
          sum(toInt128(ms) * ms) as sum_squares
        from (${selectLeads(source, question)}) as leads
        group by hash_and_cell
      )
      where timing > 0
      group by ${columns.join(", ")}, timing`,
    params: ReportQueryParams,
    row: z
      .object({
        hashText: z.string(),
        timing: z.literal([1, 2, 3]),
        n: Count,
        sum: z.string(),
        squares: z.string(),
        buckets: Numbers,
        counts: Numbers,
      })
      .loose()
      .transform((row): TimeCells => ({
        source,
        key: toKey(row, question.names),
        timing: TIMING_NAMES[row.timing],
        n: row.n,
        sum: BigInt(row.sum),
        squares: BigInt(row.squares),
        counts: new Map(row.buckets.map((bucket, index) => [bucket, row.counts[index] ?? 0])),
        hash: BigInt(row.hashText),
      })),
  });
}

/** @param names the columns that leads are told apart by */
export async function readTimeCells(
  client: ClickHouseClient,
  params: Params,
  names: readonly string[],
): Promise<readonly TimeCells[]> {
  const question = { params, names };
  const route = await defineCells("route", question).run(client, params);
  if (!route.some(({ timing }) => timing === "in_parts")) return route;
  const stored = await defineCells("edgeToCommit", question).run(client, params);
  const rest = await defineCells("commitToRouted", question).run(client, params);
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
    const rows = await defineTimes(source, { params, names }, group).run(client, params);
    const byCells = Map.groupBy(rows, ({ key, timing }) => nameOf(key, timing));
    for (const [cells] of group) {
      const own = byCells.get(nameOf(cells.key, cells.timing)) ?? [];
      times.set(cells, new Map(own.map((row) => [row.bucket, row.times])));
    }
  }
  return times;
}

/** The cells of any key first: what is left to be hashed then is little. */
function defineTimes(
  source: Source,
  question: Question,
  wanted: readonly (readonly [TimeCells, ReadonlySet<Bucket>])[],
) {
  const columns = toColumns(question.names);
  // In the statement, not in parameters: these go by the URL, which is short.
  const cells = new Set<number>();
  const hashesAndCells: bigint[] = [];
  for (const [{ hash, timing }, buckets] of wanted) {
    for (const bucket of buckets) {
      const cell = toCell(bucket, timing);
      cells.add(cell);
      hashesAndCells.push(BigInt.asIntN(64, hash + BigInt(cell)));
    }
  }
  return defineQuery({
    name: "report_times",
    sql: `
      select
        ${selectNames(question.names).join(", ")},
        bitAnd(cell, 3) as timing,
        bitShiftRight(cell, 2) as bucket,
        groupArray(ms) as times
      from (
        select *, ${SELECT_CELL} as cell
        from (${selectLeads(source, question)})
        where cell in (${[...cells].join(", ")})
      )
      where ${selectHash(columns)} + cell in (${hashesAndCells.join(", ")})
      group by ${columns.join(", ")}, cell`,
    params: ReportQueryParams,
    row: z
      .object({ timing: z.literal([1, 2, 3]), bucket: z.number(), times: Numbers })
      .loose()
      .transform((row) => ({
        key: toKey(row, question.names),
        timing: TIMING_NAMES[row.timing],
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
