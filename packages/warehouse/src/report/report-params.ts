import { PoolId, RepId } from "@pointsman/contracts/id";
import { Slug, Timestamp } from "@pointsman/contracts/primitive";
import { z } from "zod";

import { TimeParam } from "../define-query.ts";

/** What a report can be cut by and filtered by. Of a lead rule, rep and pool are those of its first assignment. */
export const Dimension = z.enum(["territory", "tier", "segment", "source", "rule", "rep", "pool"]);
export type Dimension = z.infer<typeof Dimension>;

const FilterValue = z.string().nullable().default(null);

const FILTER = {
  /** Only these, where given. */
  territory: FilterValue,
  tier: FilterValue,
  segment: FilterValue,
  source: Slug.nullable().default(null),
  rule: FilterValue,
  rep: RepId.nullable().default(null),
  pool: PoolId.nullable().default(null),
};

const MAX_DIMENSIONS = 4;

const By = z
  .array(Dimension)
  .max(MAX_DIMENSIONS, `expected at most ${MAX_DIMENSIONS} dimensions`)
  .refine((by) => new Set(by).size === by.length, "expected each dimension once")
  .readonly();

/** Which leads a report is about: received in [from, until), and of this territory, tier … where given. */
export const ReportParams = z
  .object({
    from: Timestamp,
    until: Timestamp,
    ...FILTER,
    /** All figures a second time, by each combination of these; none: only once. */
    by: By.default([]),
  })
  .refine((params) => params.from < params.until, { path: ["until"], error: "expected an end after the start" })
  .readonly();
export type ReportParams = z.infer<typeof ReportParams>;
export type ReportParamsInput = z.input<typeof ReportParams>;

/** The same, as the parameters of a query. */
export const ReportQueryParams = z.object({ from: TimeParam, until: TimeParam, ...FILTER });

const COLUMNS = {
  lead: { rule: "first_rule_id", rep: "first_rep_id", pool: "first_pool_id" },
  assignment: { rule: "rule_id", rep: "rep_id", pool: "pool_id" },
} as const;

/** The column of `lead_v1` or `assignment_v1` that says it. */
export function columnOf(dimension: Dimension, of: keyof typeof COLUMNS): string {
  return dimension in COLUMNS[of] ? COLUMNS[of][dimension as "rule"] : dimension;
}

/**
 * Condition on `lead_v1` or `assignment_v1` that goes with `ReportQueryParams`.
 *
 * @param filters which of them may be given: the columns of all of these are read, given or not
 */
export function isInReport(of: keyof typeof COLUMNS, filters: readonly Dimension[] = Dimension.options): string {
  const conditions = filters.map(
    (name) => `({${name}: Nullable(String)} is null or ${columnOf(name, of)} = {${name}: Nullable(String)})`,
  );
  return [
    "received_at >= {from: DateTime64(3, 'UTC')} and received_at < {until: DateTime64(3, 'UTC')}",
    ...conditions,
  ].join(" and ");
}

/** Count of leads, or of assignments. */
export const Count = z.number().int().nonnegative();
