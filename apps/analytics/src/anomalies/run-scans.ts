import type { ServiceContext } from "../context.ts";
import { scanAnomalies } from "./scan-anomalies.ts";

/** A scan of a year takes seconds, and what it looks for takes days to show: more often finds nothing sooner. */
const INTERVAL_MS = 3_600_000;
/** The relay catches up first. */
const FIRST_MS = 60_000;

/** Scans every hour until it is stopped. A scan that fails is logged, and the next one tries again. */
export async function runScans(service: ServiceContext): Promise<void> {
  const { pause, stopping, log } = service;
  await pause(FIRST_MS, stopping);
  while (!stopping.aborted) {
    try {
      await scanAnomalies(service);
    } catch (error) {
      log.error({ err: error }, "the scan for anomalies failed");
    }
    await pause(INTERVAL_MS, stopping);
  }
}
