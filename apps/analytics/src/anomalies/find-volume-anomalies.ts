import { detectVolumeChanges } from "@pointsman/anomalies/volume/detect-volume-changes";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { hourlyVolume } from "@pointsman/warehouse/anomalies/hourly-volume";

import type { ServiceContext } from "../context.ts";
import { STRICT_Q, type Finding } from "./finding.ts";

const HOUR_MS = 3_600_000;
/** Six weeks to compare with, and one in which a silence may have begun. */
const HOURS = 7 * 7 * 24;

/** Sources that sent too many leads in the hour that has just ended, too few, or have fallen silent. */
export async function findVolumeAnomalies(
  warehouse: ServiceContext["warehouse"],
  nowMs: number,
): Promise<readonly Finding[]> {
  const untilMs = nowMs - (nowMs % HOUR_MS);
  const fromMs = untilMs - HOURS * HOUR_MS;
  const sources = await hourlyVolume.run(warehouse, { from: toTimestamp(fromMs), until: toTimestamp(untilMs) });
  const changes = detectVolumeChanges(
    sources.map(({ source, hours }) => {
      const byHour = new Map(hours);
      return { source, counts: Array.from({ length: HOURS }, (_, hour) => byHour.get(hour) ?? 0) };
    }),
    { q: STRICT_Q },
  );
  const silent = new Set(changes.flatMap(({ kind, source }) => (kind === "silence" ? [source] : [])));
  return changes
    .filter(({ kind, source }) => kind === "silence" || !silent.has(source))
    .map(({ source, kind, count, hours, expected, p }) => ({
      kind: kind === "silence" ? "silence" : "volume",
      where: { source },
      value: count,
      usual: expected,
      count: null,
      q: p,
      sinceMs: untilMs - hours * HOUR_MS,
      untilMs,
    }));
}
