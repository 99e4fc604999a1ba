import { columnOf, type Dimension } from "../report/report-params.ts";
import { CELL_KINDS, type CellSource } from "./cell-kinds.ts";
import type { SplitPeriod } from "./clean-days.ts";

/** Of a cell, besides the dimensions: `report_cell_v1` says what they are. */
export const MEASURES = [
  "first_outcome",
  "first_outcome_reason",
  "since",
  "counted",
  "taken_for",
  "taken",
  "converted_on",
  "converted",
] as const;

/** Days since 1970, UTC, with which can be reckoned. */
function toDay(time: string): string {
  return `toInt32(toDate32(${time}))`;
}

/** What rows of `lead_v1` and `assignment_v1` are counted by within the same dimensions. */
const ROW_MEASURES = {
  lead: {
    first_outcome: "first_outcome",
    first_outcome_reason: "first_outcome_reason",
    since: toDay("routed_at"),
    taken_name: "if(routed_at is not null and is_rerouted, coalesce(reroute_reason, 'other'), '')",
    converted_day: `if(routed_at is null or converted_at is null, null, ${toDay("greatest(converted_at, routed_at)")})`,
  },
  assignment: {
    first_outcome: "cast(null, 'LowCardinality(Nullable(String))')",
    first_outcome_reason: "cast(null, 'LowCardinality(Nullable(String))')",
    since: `toNullable(${toDay("assigned_at")})`,
    taken_name: "coalesce(reroute_reason, '')",
    converted_day: `if(converted_at is null, null, ${toDay("greatest(converted_at, assigned_at)")})`,
  },
} as const;

/** What is counted: rows of this kind that are in the period, where these dimensions are as the parameters of their name say. */
export interface CellQuestion {
  readonly of: CellSource;
  /** What is told apart. */
  readonly dimensions: readonly Dimension[];
  readonly filters: readonly Dimension[];
  readonly period: SplitPeriod;
}

/** A select of cells: of the kept ones for days that have them, else made of the rows. */
export function selectCells({ of, dimensions, filters, period }: CellQuestion): string {
  const parts = [
    ...(period.days === null ? [] : [selectKept({ of, dimensions, filters }, period.days)]),
    ...(period.rest === null ? [] : [selectFromRows({ of, dimensions, filters }, period.rest)]),
  ];
  return parts.join(" union all ");
}

/** The same, always of the rows: of those that meet a condition on `received_at`. */
export function selectFromRows(
  { of, dimensions, filters, byDay }: Omit<CellQuestion, "period"> & { readonly byDay?: boolean },
  condition: string,
): string {
  const day = byDay === true ? ["day"] : [];
  const names = dimensions.map((name) => `cast(${columnOf(name, of)}, 'LowCardinality(Nullable(String))') as ${name}`);
  const measures = Object.entries(ROW_MEASURES[of]).map(([name, expression]) => `${expression} as ${name}`);
  const keys = [...day, ...dimensions, ...Object.keys(ROW_MEASURES[of])];
  const wanted = filters.map((name) => isWanted(columnOf(name, of), name));
  return `
    select
      ${[...day, ...dimensions, "first_outcome", "first_outcome_reason", "since", "counted"].join(", ")},
      if(taken_name = '', [], [toString(taken_name)]) as taken_for,
      if(taken_name = '', [], [counted]) as taken,
      if(converted_day is null, [], [assumeNotNull(converted_day)]) as converted_on,
      if(converted_day is null, [], [counted]) as converted
    from (
      select ${[...day.map(() => "toDate32(received_at) as day"), ...names, ...measures].join(", ")}, count() as counted
      from ${of}_v1
      where ${[`(${condition})`, ...wanted].join(" and ")}
      group by ${keys.join(", ")}
    )`;
}

function selectKept({ of, dimensions, filters }: Omit<CellQuestion, "period">, days: string): string {
  const needed = [...new Set([...dimensions, ...filters])];
  const kept = CELL_KINDS.find(
    (candidate) => candidate.of === of && needed.every((name) => candidate.dimensions.includes(name)),
  );
  if (kept === undefined) throw new Error(`There are no cells of ${of}s by ${needed.join(", ")}`);
  const columns = [...needed, ...MEASURES].join(", ");
  const wanted = filters.map((name) => isWanted(name, name));
  return `
    select ${[...dimensions, ...MEASURES].join(", ")}
    from (select ${columns} from report_cell_v1 final where kind = '${kept.kind}' and (${days}))
    array join ${columns}
    ${wanted.length === 0 ? "" : `where ${wanted.join(" and ")}`}`;
}

function isWanted(column: string, name: Dimension): string {
  return `${column} = {${name}: Nullable(String)}`;
}
