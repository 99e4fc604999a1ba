import type { AnomalyKind } from "@pointsman/anomalies/anomaly/anomaly";
import { localise } from "@pointsman/anomalies/localise/localise";
import type { RateRow } from "@pointsman/anomalies/rates/detect-rate-changes";
import type { RateHistory } from "@pointsman/anomalies/rates/history";
import { scanRates, type RateAlert } from "@pointsman/anomalies/rates/scan-rates";
import { GATES, type Direction } from "@pointsman/anomalies/rates/test-rates";

import { isWithin, type Finding } from "./finding.ts";

const DAY_MS = 86_400_000;

/** How one kind of rate is looked at. */
export interface RateKind {
  readonly kind: AnomalyKind;
  /** What makes a segment, and what small segments borrow from. */
  readonly segmentBy: readonly string[];
  readonly groupBy: readonly string[];
  readonly direction: Direction;
  readonly drift: boolean;
  readonly q: number;
  /** Attributes that a cause keeps: a missing fact is looked for among the leads of that fact. Null: no cause is looked for. */
  readonly keep: readonly string[] | null;
}

const BASELINE = 28;

/** The anomalies that are open on the last day of the history, each where it is concentrated. */
export function findRateAnomalies(history: RateHistory, kind: RateKind, fromMs: number): readonly Finding[] {
  const { segments, alerts, episodes } = scanRates(history, kind);
  const found = new Map<string, Finding>();
  for (const { segment, sinceDay, closedDay } of episodes) {
    if (closedDay !== null) continue;
    const values = segments[segment] ?? [];
    const within = Object.fromEntries(kind.segmentBy.map((name, at) => [name, values[at] ?? ""]));
    const last = alerts.findLast((alert) => alert.segment === segment);
    const finding = locate(history, { kind, within, sinceDay, alert: last, fromMs });
    const key = JSON.stringify(finding.where);
    // Segments of one cause are one anomaly, since the first of them.
    const known = found.get(key);
    if (known === undefined || finding.sinceMs < known.sinceMs) found.set(key, finding);
  }
  return [...found.values()];
}

interface Called {
  readonly kind: RateKind;
  readonly within: Readonly<Record<string, string>>;
  readonly sinceDay: number;
  readonly alert: RateAlert | undefined;
  readonly fromMs: number;
}

/** The cause of which the segment is a part, or, where none is named, the segment itself. */
function locate(history: RateHistory, { kind, within, sinceDay, alert, fromMs }: Called): Finding {
  const rows = toRows(history, sinceDay);
  const where = kind.keep === null ? within : findCause(rows, within, kind.keep);
  const inside = rows.filter(({ attributes }) => isWithin(attributes, where));
  const now = sum(inside.map((row) => row.now));
  const base = sum(inside.map((row) => row.base));
  return {
    kind: kind.kind,
    where,
    sinceMs: fromMs + sinceDay * DAY_MS,
    untilMs: fromMs + history.days * DAY_MS,
    count: now,
    value: now.n === 0 ? 0 : now.k / now.n,
    usual: base.n === 0 ? (alert?.expected ?? 0) : base.k / base.n,
    q: alert?.q ?? null,
  };
}

function findCause(
  rows: readonly RateRow[],
  within: Readonly<Record<string, string>>,
  keep: readonly string[],
): Readonly<Record<string, string>> {
  const kept = Object.fromEntries(keep.map((name) => [name, within[name] ?? ""]));
  const { causes, top } = localise(rows.filter(({ attributes }) => isWithin(attributes, kept)));
  const cause = causes.find(
    ({ where, k, expected }) =>
      // Of a wide place that hardly moved nobody would be told.
      k >= GATES.lift * expected &&
      Object.entries(where).every(([name, value]) => within[name] === undefined || within[name] === value),
  );
  // Where one rule has a whole territory both names fit, and people know their territories better.
  const alias = top.find((other) => other.k === cause?.k && other.n === cause.n && other.where["rule"] === undefined);
  const found = (alias ?? cause)?.where;
  return found === undefined ? within : { ...kept, ...found };
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

function sum(counts: readonly RateRow["now"][]): RateRow["now"] {
  return counts.reduce((total, { k, n }) => ({ k: total.k + k, n: total.n + n }), { k: 0, n: 0 });
}
