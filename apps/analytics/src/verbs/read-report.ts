import type { RepId } from "@pointsman/contracts/id";
import type { Caller } from "@pointsman/rpc/authenticate";
import { reaches } from "@pointsman/rpc/reach";
import type { Db } from "@pointsman/store/connect";
import { findRepNames, findTerritoryNames } from "@pointsman/store/organisation/find-names";
import { readReport as readWarehouseReport, type Report } from "@pointsman/warehouse/report/report";

import type { ServiceContext } from "../context.ts";
import { readCompleteUntil } from "../reconcile/read-complete-until.ts";
import { resolvePeriod, type ReadReportInput } from "./resolve-period.ts";

/** Names of what the report speaks of, as they are now; ids that are not on file are left out. */
interface ReportNames {
  readonly reps: Readonly<Record<RepId, string>>;
  readonly territories: Readonly<Record<string, string>>;
}

export type NamedReport = Report & { readonly names: ReportNames };

/**
 * Reads the routing report. The figures come from the warehouse, the names from Postgres: the warehouse has none. Of reps
 * by name it has those within the caller's reach; all other figures are of the whole organisation.
 *
 * @throws AppError `INVALID_INPUT` for a period that ends before it starts.
 */
export async function readReport(
  { db, warehouse, clock }: Pick<ServiceContext, "db" | "warehouse" | "clock">,
  caller: Caller,
  input: ReadReportInput,
): Promise<NamedReport> {
  const nowMs = clock.nowMs();
  const params = resolvePeriod(input, nowMs);
  // Before the figures: what is delivered while they are read makes them fresher than they claim, never staler.
  const completeUntil = await readCompleteUntil(db, nowMs);
  const whole = await readWarehouseReport(warehouse, { ...params, completeUntil });
  const report = { ...whole, conversionByRep: whole.conversionByRep.filter(({ repId }) => reaches(caller, repId)) };
  return { ...report, names: await readNames(db, report) };
}

async function readNames(db: Db, { coverage, accuracy, conversionByRep }: Report): Promise<ReportNames> {
  const repIds = new Set(conversionByRep.map(({ repId }) => repId));
  const territories = new Set(
    [...coverage, ...accuracy.byTerritoryAndTier].flatMap(({ territory }) => (territory === null ? [] : [territory])),
  );
  return {
    reps: await findRepNames(db, [...repIds]),
    territories: await findTerritoryNames(db, [...territories]),
  };
}
