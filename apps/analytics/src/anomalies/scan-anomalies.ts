import { describeAnomaly } from "@pointsman/anomalies/anomaly/describe-anomaly";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { findTerritoryNames } from "@pointsman/store/organisation/find-names";

import type { ServiceContext } from "../context.ts";
import { completeFinding } from "./complete-finding.ts";
import { fileAnomalies, type FiledAnomalies, type Found } from "./file-anomalies.ts";
import { findConversionAnomalies } from "./find-conversion-anomalies.ts";
import { findBrokenPromise, findTimeAnomalies } from "./find-time-anomalies.ts";
import { findVolumeAnomalies } from "./find-volume-anomalies.ts";
import { scanRateKinds } from "./scan-rate-kinds.ts";

const DAY_MS = 86_400_000;
/** A quarter to learn from, of which drifts need 84 days. */
const DEFAULT_DAYS = 112;

export interface ScanResult extends FiledAnomalies {
  readonly days: number;
  readonly tookMs: number;
}

type ScanContext = Pick<ServiceContext, "db" | "warehouse" | "clock" | "log">;

/**
 * Looks for what moved up to now, and brings what is on file up to date.
 *
 * @param days of the history of rates; the other kinds look back as far as they need to, at most 118 days.
 */
export async function scanAnomalies(service: ScanContext, days: number = DEFAULT_DAYS): Promise<ScanResult> {
  const { db, warehouse, clock, log } = service;
  const untilMs = clock.nowMs();
  const rates = await scanRateKinds(warehouse, { untilMs, days });
  const findings = [
    ...rates.found,
    ...(await findTimeAnomalies(warehouse, untilMs)),
    ...(await findBrokenPromise(warehouse, untilMs)),
    ...(await findConversionAnomalies(warehouse, untilMs)),
    ...(await findVolumeAnomalies(warehouse, untilMs)),
  ];
  const found: Found[] = [];
  for (const finding of findings) {
    const anomaly = await completeFinding(service, finding);
    const territory = anomaly.where["territory"];
    const names = await findTerritoryNames(db, territory === undefined ? [] : [territory]);
    const sentence = describeAnomaly(anomaly, (name, value) =>
      name === "territory" ? (names[value] ?? value) : value,
    );
    found.push({ anomaly, sentence });
  }
  const { histories } = rates;
  const fromMs = untilMs - days * DAY_MS;
  const filed = await fileAnomalies(db, { found, histories, fromMs, now: toTimestamp(untilMs) });
  for (const { sentence } of filed.opened) log.warn({ anomaly: sentence }, "an anomaly opened");
  return { ...filed, days, tookMs: clock.nowMs() - untilMs };
}
