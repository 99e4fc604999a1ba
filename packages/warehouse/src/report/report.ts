import type { ClickHouseClient } from "@clickhouse/client";
import { Timestamp } from "@pointsman/contracts/primitive";
import { z } from "zod";

import { Accuracy, accuracy } from "./accuracy.ts";
import { conversionByRep, RepConversion } from "./conversion-by-rep.ts";
import { conversionByRule, RuleConversion } from "./conversion-by-rule.ts";
import { Coverage, coverage } from "./coverage.ts";
import { Count, ReportParams, type ReportParamsInput } from "./report-params.ts";
import { RouteTimeByTier, routeTimeByTier } from "./route-time-by-tier.ts";

/** The routing report: what became of the leads that were received in a period. */
export const Report = z
  .object({
    params: ReportParams,
    /** Every event up to here is in; null = the caller does not know. Said beside each figure. */
    completeUntil: Timestamp.nullable(),
    /** Leads received. */
    received: Count,
    coverage: z.array(Coverage).readonly(),
    routeTime: RouteTimeByTier,
    accuracy: Accuracy,
    conversionByRule: z.array(RuleConversion).readonly(),
    conversionByRep: z.array(RepConversion).readonly(),
  })
  .readonly();
export type Report = z.infer<typeof Report>;

/**
 * Reads the report. Each figure is defined where its query is. The five queries run one after the other, so that events
 * which arrive meanwhile may be in the later ones only.
 *
 * @param params the period and the filter, and `completeUntil`, which is handed through.
 * @throws ZodError if the parameters or a result are not as declared, and what the client throws.
 */
export async function readReport(
  client: ClickHouseClient,
  { completeUntil, ...input }: ReportParamsInput & { readonly completeUntil: Timestamp | null },
): Promise<Report> {
  const params = ReportParams.parse(input);
  const coverageRows = await coverage.run(client, params);
  const routeTimeRows = await routeTimeByTier.run(client, params);
  const accuracyRows = await accuracy.run(client, params);
  return Report.parse({
    params,
    completeUntil,
    received: coverageRows.reduce((sum, row) => sum + row.leads, 0),
    coverage: coverageRows,
    routeTime: { total: routeTimeRows.find(isTotal), byTier: routeTimeRows.filter(isPart) },
    accuracy: { total: accuracyRows.find(isTotal), byTerritoryAndTier: accuracyRows.filter(isPart) },
    conversionByRule: await conversionByRule.run(client, params),
    conversionByRep: await conversionByRep.run(client, params),
  });
}

type Grouped = { readonly isTotal: boolean };

function isTotal(row: Grouped): boolean {
  return row.isTotal;
}

function isPart(row: Grouped): boolean {
  return !row.isTotal;
}
