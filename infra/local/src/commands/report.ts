import { writeRows } from "@pointsman/csv/write-rows";

import type { Api } from "../api.ts";
import { out } from "../print/out.ts";
import { printReport } from "../print/print-report.ts";
import { toFigureRows } from "../print/report-figures.ts";
import { withStack } from "./with-stack.ts";

type ReportInput = Exclude<Parameters<Api["analytics"]["report"]["read"]["query"]>[0], void | undefined>;
type Dimension = NonNullable<ReportInput["by"]>[number];

/** What a report can be cut by and filtered by. */
export const DIMENSIONS = [
  "territory",
  "tier",
  "segment",
  "source",
  "rule",
  "rep",
  "pool",
] as const satisfies readonly Dimension[];

export interface ReportOptions {
  readonly last?: number;
  readonly from?: string;
  readonly until?: string;
  readonly by: readonly Dimension[];
  readonly where: ReadonlyMap<Dimension, string>;
  readonly format: "table" | "csv" | "json";
  readonly data: string;
}

/** Prints the routing report of a period: for people, or each figure with n and interval for programs. */
export async function runReport({ last, from, until, by, where, format, data }: ReportOptions): Promise<void> {
  const input = {
    ...(last === undefined ? {} : { lastDays: last }),
    ...(from === undefined ? {} : { from: toInstant(from, "--from") }),
    ...(until === undefined ? {} : { until: toInstant(until, "--until") }),
    ...Object.fromEntries(where),
    by,
  };
  const report = await withStack(data, async ({ analytics }) => analytics.report.read.query(input));
  switch (format) {
    case "table":
      printReport(report);
      return;
    case "json": {
      const { params, completeUntil } = report;
      out.line(JSON.stringify({ params, completeUntil, figures: toFigureRows(report), report }, null, 2));
      return;
    }
    case "csv": {
      const rows = toFigureRows(report).map((row) => ({ ...row, complete_until: report.completeUntil }));
      const cells = rows.map((row) => Object.values(row).map((value) => (value === null ? "" : String(value))));
      out.text(writeRows([Object.keys(rows[0] ?? {}), ...cells]));
    }
  }
}

/** A day is its first instant in UTC. */
function toInstant(text: string, option: string): string {
  const ms = /^\d{4}-\d\d-\d\d(T.*(Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new Error(`${option} ${text}: expected 2026-11-22 or 2026-11-22T09:30:00Z`);
  return new Date(ms).toISOString();
}
