import { BURN_WINDOWS, checkPromise } from "@pointsman/anomalies/times/burn-rate";
import { detectTimeShifts, type TimeRow } from "@pointsman/anomalies/times/detect-time-shifts";
import { findQuantile } from "@pointsman/anomalies/times/rank-test";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { brokenPromises, routeTimes } from "@pointsman/warehouse/anomalies/route-times";

import type { ServiceContext } from "../context.ts";
import { STRICT_Q, type Finding } from "./finding.ts";
import { mergePlaces } from "./merge-places.ts";

const DAY_MS = 86_400_000;
const WINDOW = 7;
const BASELINE = 28;
/** "99 % of leads are routed within 60 s." */
const PROMISE = 0.99;
/** A day whose median is so much later belongs to what came after it. */
const LATER = 1.15;
const TAIL = 0.05;

type Times = Awaited<ReturnType<typeof routeTimes.run>>;
type Warehouse = ServiceContext["warehouse"];

/** Leads that reach their rep later than in the four weeks before the last one: all of them, or many more late ones. */
export async function findTimeAnomalies(warehouse: Warehouse, untilMs: number): Promise<readonly Finding[]> {
  const sinceMs = untilMs - WINDOW * DAY_MS;
  const times = await routeTimes.run(warehouse, {
    from: toTimestamp(sinceMs - BASELINE * DAY_MS),
    since: toTimestamp(sinceMs),
    until: toTimestamp(untilMs),
  });
  const places = [...Map.groupBy(times, ({ territory, tier }) => JSON.stringify([territory, tier])).values()];
  const rows = places.map(toRow);
  const found = detectTimeShifts(rows, { q: STRICT_Q }).map(({ row, kind, ratio, q }): Finding => {
    const own = places[rows.indexOf(row)] ?? [];
    const median = findQuantile(listTimes(own, 1), 0.5);
    return {
      kind: kind === "location" ? "route_time" : "route_time_tail",
      where: row.attributes,
      value: kind === "location" ? median : Math.min(1, ratio * TAIL),
      usual: kind === "location" ? median / ratio : TAIL,
      count: null,
      q,
      sinceMs: kind === "location" ? sinceMs + findFirstDay(own, median / ratio) * DAY_MS : sinceMs,
      untilMs,
    };
  });
  const tested = rows.map(({ attributes }) => attributes);
  const later = found.filter(({ kind }) => kind === "route_time");
  // Where all are later the tail is too.
  const tail = found.filter(
    ({ kind, where }) => kind === "route_time_tail" && !later.some((one) => isSamePlace(one.where, where)),
  );
  return [...mergePlaces(later, tested), ...mergePlaces(tail, tested)];
}

/** The promise of a minute, for all leads together. */
export async function findBrokenPromise(warehouse: Warehouse, untilMs: number): Promise<readonly Finding[]> {
  const windows = BURN_WINDOWS.flatMap(({ longHours, shortHours }) => [longHours * 60, shortHours * 60]);
  const counts = await brokenPromises.run(warehouse, { until: toTimestamp(untilMs), windows: [...new Set(windows)] });
  const burn = checkPromise(PROMISE, (hours) => {
    return counts.find(({ minutes }) => minutes === hours * 60) ?? { k: 0, n: 0 };
  });
  if (burn === null) return [];
  const { long, longHours } = burn;
  const { k, n } = long;
  const sinceMs = untilMs - longHours * 3_600_000;
  return [
    { kind: "route_promise", where: {}, value: k / n, usual: 1 - PROMISE, count: { k, n }, q: null, sinceMs, untilMs },
  ];
}

function toRow(times: Times): TimeRow {
  const [first] = times;
  const byHours = [...Map.groupBy(times, ({ hours }) => hours)].map(([hours, own]) => [
    hours,
    { now: listTimes(own, 1), base: listTimes(own, 0) },
  ]);
  return {
    attributes: { territory: first?.territory ?? "", tier: first?.tier ?? "" },
    byHours: Object.fromEntries(byHours) as TimeRow["byHours"],
  };
}

function listTimes(times: Times, isNow: number): readonly number[] {
  return times.flatMap((row) => (row.isNow === isNow ? row.times.map(([ms]) => ms) : []));
}

/** Back from the last day to the first whose leads are late too. */
function findFirstDay(times: Times, usual: number): number {
  let first = WINDOW - 1;
  for (let day = WINDOW - 1; day >= 0; day--) {
    const own = times.flatMap((row) => row.times.flatMap(([ms, of]) => (row.isNow === 1 && of === day ? [ms] : [])));
    if (own.length === 0) continue;
    if (findQuantile(own, 0.5) < LATER * usual) break;
    first = day;
  }
  return first;
}

function isSamePlace(one: Finding["where"], other: Finding["where"]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
