import type { Anomaly } from "@pointsman/anomalies/anomaly/anomaly";
import { localise } from "@pointsman/anomalies/localise/localise";
import type { RateRow } from "@pointsman/anomalies/rates/detect-rate-changes";
import type { RateHistory } from "@pointsman/anomalies/rates/history";
import { scanRates, type RateAlert } from "@pointsman/anomalies/rates/scan-rates";

/** What is known of an anomaly before anybody has looked at its leads. */
export type Finding = Pick<Anomaly, "kind" | "where" | "value" | "usual" | "q"> & {
  readonly count: { readonly k: number; readonly n: number };
  /** Days of the history, both included. */
  readonly sinceDay: number;
  readonly untilDay: number;
};

const SEGMENT = ["territory", "tier", "rule"];
const GROUP = ["territory", "tier"];
const BASELINE = 28;

/** The anomalies that are open on the last day of the history, each where it is concentrated. */
export function findRerouteAnomalies(history: RateHistory): readonly Finding[] {
  const { segments, alerts, episodes } = scanRates(history, { segmentBy: SEGMENT, groupBy: GROUP });
  const found = new Map<string, Finding>();
  for (const { segment, sinceDay, closedDay } of episodes) {
    if (closedDay !== null) continue;
    const values = segments[segment] ?? [];
    const within = Object.fromEntries(SEGMENT.map((name, at) => [name, values[at] ?? ""]));
    const last = alerts.findLast((alert) => alert.segment === segment);
    const finding = locate(history, within, sinceDay, last);
    const key = JSON.stringify(finding.where);
    // Segments of one cause are one anomaly, since the first of them.
    const known = found.get(key);
    if (known === undefined || finding.sinceDay < known.sinceDay) found.set(key, finding);
  }
  return [...found.values()];
}

/** The cause of which the segment is a part, or, where none is named, the segment itself. */
function locate(
  history: RateHistory,
  within: Readonly<Record<string, string>>,
  sinceDay: number,
  alert: RateAlert | undefined,
): Finding {
  const untilDay = history.days - 1;
  const rows = toRows(history, sinceDay);
  const { causes, top } = localise(rows);
  const cause = causes.find(({ where }) =>
    Object.entries(where).every(([name, value]) => within[name] === undefined || within[name] === value),
  );
  // Where one rule has a whole territory both names fit, and people know their territories better.
  const alias = top.find((other) => other.k === cause?.k && other.n === cause.n && other.where["rule"] === undefined);
  const where = (alias ?? cause)?.where ?? within;
  const inside = rows.filter(({ attributes }) => isWithin(attributes, where));
  const now = sum(inside.map((row) => row.now));
  const base = sum(inside.map((row) => row.base));
  return {
    kind: "reroute_rate",
    where,
    sinceDay,
    untilDay,
    count: now,
    value: now.n === 0 ? 0 : now.k / now.n,
    usual: base.n === 0 ? (alert?.expected ?? 0) : base.k / base.n,
    q: alert?.q ?? null,
  };
}

function toRows({ attributes, cells, days, k, n }: RateHistory, sinceDay: number): readonly RateRow[] {
  const add = (counts: Float64Array, from: number, until: number) =>
    counts.subarray(from, until).reduce((total, count) => total + count, 0);
  return cells.map((values, cell) => {
    const start = cell * days;
    const [from, since, end] = [start + Math.max(0, sinceDay - BASELINE), start + sinceDay, start + days];
    return {
      attributes: Object.fromEntries(attributes.map((name, at) => [name, values[at] ?? ""])),
      now: { k: add(k, since, end), n: add(n, since, end) },
      base: { k: add(k, from, since), n: add(n, from, since) },
    };
  });
}

/** The attributes have all of these values. */
export function isWithin(
  attributes: Readonly<Record<string, string>>,
  where: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(where).every(([name, value]) => attributes[name] === value);
}

function sum(counts: readonly RateRow["now"][]): RateRow["now"] {
  return counts.reduce((total, { k, n }) => ({ k: total.k + k, n: total.n + n }), { k: 0, n: 0 });
}
