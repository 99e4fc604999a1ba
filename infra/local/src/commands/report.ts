import { out } from "../print/out.ts";
import { printReport } from "../print/print-report.ts";
import { withStack } from "./with-stack.ts";

export interface ReportOptions {
  readonly last: number;
  readonly data: string;
  readonly json: boolean;
}

/** Prints the routing report of the last days. */
export async function runReport({ last, data, json }: ReportOptions): Promise<void> {
  const report = await withStack(data, async ({ analytics }) => analytics.report.read.query({ lastDays: last }));
  if (json) out.line(JSON.stringify(report, null, 2));
  else printReport(report);
}
