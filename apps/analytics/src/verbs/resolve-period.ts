import { parseInput } from "@pointsman/contracts/error";
import { PoolId, RepId } from "@pointsman/contracts/id";
import { Slug, Timestamp, toTimestamp } from "@pointsman/contracts/primitive";
import { Dimension, ReportParams } from "@pointsman/warehouse/report/report-params";
import { z } from "zod";

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
const MAX_DAYS = 3_660;

const ReportTime = Timestamp.refine((time) => time >= "1970" && time < "2300", "expected a time from 1970 to 2299");
const FilterValue = z.string().min(1).max(200).optional();

/**
 * Which leads a report is about: those received in [from, until), or in the last `lastDays` × 24 hours; and of this
 * territory, tier, segment, source, rule, rep and pool where given; `by`: all figures for each combination of these too. `until` is now where it is left out, `lastDays` is 30 without `from`.
 */
export const ReadReportInput = z
  .object({
    from: ReportTime.optional(),
    until: ReportTime.optional(),
    lastDays: z.number().int().min(1).max(MAX_DAYS).optional(),
    territory: FilterValue,
    tier: FilterValue,
    segment: FilterValue,
    source: Slug.optional(),
    rule: FilterValue,
    rep: RepId.optional(),
    pool: PoolId.optional(),
    by: z.array(Dimension).max(4).readonly().optional(),
  })
  .refine(({ from, lastDays }) => from === undefined || lastDays === undefined, {
    path: ["lastDays"],
    error: "expected either `from` or `lastDays`",
  })
  .refine(({ from, until }) => from !== undefined || until === undefined, {
    path: ["until"],
    error: "expected `from` with it",
  })
  .readonly();
export type ReadReportInput = z.infer<typeof ReadReportInput>;

/** The period and filter in full, as of `nowMs`. @throws AppError `INVALID_INPUT` where it ends before it starts */
export function resolvePeriod(input: ReadReportInput, nowMs: number): ReportParams {
  const { from, until, lastDays = DEFAULT_DAYS, ...filter } = input;
  return parseInput(
    ReportParams,
    { ...filter, from: from ?? toTimestamp(nowMs - lastDays * DAY_MS), until: until ?? toTimestamp(nowMs) },
    "period",
  );
}
