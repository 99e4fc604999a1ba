import { RepId } from "@pointsman/contracts/id";
import type { Caller } from "@pointsman/rpc/authenticate";
import { reaches, requireReach } from "@pointsman/rpc/reach";
import { listOpenAnomalies } from "@pointsman/store/anomalies/anomalies";
import type { Db } from "@pointsman/store/connect";
import { findRepNames, findTerritoryNames } from "@pointsman/store/organisation/find-names";
import { listRepsOverCapacity, type OverCapacity } from "@pointsman/store/reps/list-reps-over-capacity";
import { describeReport } from "@pointsman/warehouse/report/describe-report";
import { readReport as readWarehouseReport, type Report } from "@pointsman/warehouse/report/report";

import type { ServiceContext } from "../context.ts";
import { readCompleteUntil } from "../reconcile/read-complete-until.ts";
import { resolvePeriod, type ReadReportInput } from "./resolve-period.ts";

/** Names of what the report speaks of, as they are now; ids that are not on file are left out. */
interface ReportNames {
  readonly reps: Readonly<Record<RepId, string>>;
  readonly territories: Readonly<Record<string, string>>;
}

export type NamedReport = Report & {
  readonly names: ReportNames;
  /** Who has more than his capacity now, whatever the period; within the caller's reach. */
  readonly overCapacity: readonly OverCapacity[];
  /** What a manager wants to know first, in sentences. */
  readonly words: readonly string[];
};

/**
 * Reads the routing report. The figures come from the warehouse, the names from Postgres: the warehouse has none. Of reps
 * by name it has those within the caller's reach; all other figures are of the whole organisation.
 *
 * @throws AppError `INVALID_INPUT` for a period that ends before it starts, `OUT_OF_REACH` for a filter by another's rep.
 */
export async function readReport(
  { db, warehouse, clock }: Pick<ServiceContext, "db" | "warehouse" | "clock">,
  caller: Caller,
  input: ReadReportInput,
): Promise<NamedReport> {
  if (input.rep !== undefined) requireReach(caller, input.rep);
  const nowMs = clock.nowMs();
  const params = resolvePeriod(input, nowMs);
  // Before the figures: what is delivered while they are read makes them fresher than they claim, never staler.
  const completeUntil = await readCompleteUntil(db, nowMs);
  const whole = await readWarehouseReport(warehouse, { ...params, completeUntil });
  const report = keepWithinReach(whole, caller);
  const overCapacity = (await listRepsOverCapacity(db)).filter(({ repId }) => reaches(caller, repId));
  const names = await readNames(db, report, overCapacity);
  // A report of last year says nothing of what opened since.
  const anomalies = (await listOpenAnomalies(db)).filter(({ openedAt }) => openedAt <= params.until);
  return {
    ...report,
    names,
    overCapacity,
    words: describeReport(
      report,
      names,
      anomalies.map(({ sentence }) => sentence),
    ),
  };
}

function keepWithinReach(report: Report, caller: Caller): Report {
  const isReached = ({ rep }: { readonly rep: RepId }) => reaches(caller, rep);
  return {
    ...report,
    conversionByRep: report.conversionByRep.filter(isReached),
    conversionByRuleAndRep: report.conversionByRuleAndRep.filter(isReached),
    groups: report.groups.filter(
      ({ key: { rep } }) => rep === undefined || rep === null || reaches(caller, RepId.parse(rep)),
    ),
  };
}

async function readNames(
  db: Db,
  { coverage, accuracy, conversionByRep, groups }: Report,
  overCapacity: readonly OverCapacity[],
): Promise<ReportNames> {
  const keys = groups.map(({ key }) => key);
  const repIds = [
    ...conversionByRep.map(({ rep }) => rep),
    ...overCapacity.map(({ repId }) => repId),
    ...keys.flatMap(({ rep }) => (rep === undefined || rep === null ? [] : [RepId.parse(rep)])),
  ];
  const territories = [...coverage, ...accuracy.byTerritoryAndTier, ...keys].flatMap(
    ({ territory }) => territory ?? [],
  );
  return {
    reps: await findRepNames(db, [...new Set(repIds)]),
    territories: await findTerritoryNames(db, [...new Set(territories)]),
  };
}
