import { Slug, Timestamp } from "@pointsman/contracts/primitive";
import { z } from "zod";

import { TimeParam } from "../define-query.ts";

const FilterValue = z.string().nullable().default(null);

const FILTER = {
  /** Only these, where given. */
  territory: FilterValue,
  tier: FilterValue,
  source: Slug.nullable().default(null),
};

/** Which leads a report is about: received in [from, until), and of this territory, tier and source where given. */
export const ReportParams = z
  .object({ from: Timestamp, until: Timestamp, ...FILTER })
  .refine((params) => params.from < params.until, { path: ["until"], error: "expected an end after the start" })
  .readonly();
export type ReportParams = z.infer<typeof ReportParams>;
export type ReportParamsInput = z.input<typeof ReportParams>;

/** The same, as the parameters of a query. */
export const ReportQueryParams = z.object({ from: TimeParam, until: TimeParam, ...FILTER });

/** Condition on `lead_v1` or `assignment_v1` that goes with `ReportQueryParams`. */
export const IN_REPORT = `
  received_at >= {from: DateTime64(3, 'UTC')} and received_at < {until: DateTime64(3, 'UTC')}
  and ({territory: Nullable(String)} is null or territory = {territory: Nullable(String)})
  and ({tier: Nullable(String)} is null or tier = {tier: Nullable(String)})
  and ({source: Nullable(String)} is null or source = {source: Nullable(String)})`;

/** Count of leads, or of assignments. */
export const Count = z.number().int().nonnegative();
