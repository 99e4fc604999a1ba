import type { AnomalyKind } from "@pointsman/anomalies/anomaly/anomaly";
import type { RateHistory } from "@pointsman/anomalies/rates/history";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { fallbackHistory } from "@pointsman/warehouse/anomalies/fallback-history";
import { missingFactHistory } from "@pointsman/warehouse/anomalies/missing-fact-history";
import { rerouteHistory } from "@pointsman/warehouse/anomalies/reroute-history";

import type { ServiceContext } from "../context.ts";
import { findRateAnomalies, type RateKind } from "./find-rate-anomalies.ts";
import { STRICT_Q, type Finding } from "./finding.ts";

const DAY_MS = 86_400_000;

const REROUTES: RateKind = {
  kind: "reroute_rate",
  segmentBy: ["territory", "tier", "rule"],
  groupBy: ["territory", "tier"],
  direction: "rise",
  drift: true,
  q: 0.1,
  keep: [],
};
const FALLBACK: RateKind = {
  kind: "fallback_share",
  segmentBy: ["territory", "tier"],
  groupBy: ["territory"],
  direction: "rise",
  drift: false,
  q: STRICT_Q,
  keep: [],
};
const RULES: RateKind = {
  kind: "rule_match_share",
  segmentBy: ["territory", "rule"],
  groupBy: ["territory"],
  direction: "both",
  drift: false,
  q: STRICT_Q,
  keep: null,
};
const FACTS: RateKind = {
  kind: "fact_missing",
  segmentBy: ["fact", "source"],
  groupBy: ["fact"],
  direction: "rise",
  drift: false,
  q: STRICT_Q,
  keep: ["fact"],
};

export interface RateFindings {
  readonly found: readonly Finding[];
  /** By kind, to tell which findings speak of the same leads. */
  readonly histories: ReadonlyMap<AnomalyKind, RateHistory>;
}

/** Goes through so many days of every kind of rate; days are 24 hours long and end with `untilMs`. */
export async function scanRateKinds(
  warehouse: ServiceContext["warehouse"],
  { untilMs, days }: { readonly untilMs: number; readonly days: number },
): Promise<RateFindings> {
  const fromMs = untilMs - days * DAY_MS;
  const range = { from: toTimestamp(fromMs), until: toTimestamp(untilMs) };
  const reroutes = toHistory(["territory", "tier", "rule", "source"], await rerouteHistory.run(warehouse, range), days);
  const fallback = toHistory(["territory", "tier", "source"], await fallbackHistory.run(warehouse, range), days);
  const facts = toHistory(["fact", "source"], await missingFactHistory.run(warehouse, range), days);
  return {
    found: [
      ...findRateAnomalies(reroutes, REROUTES, fromMs),
      ...findRateAnomalies(fallback, FALLBACK, fromMs),
      ...keepLargest(findRateAnomalies(toRuleShares(reroutes), RULES, fromMs)),
      ...findRateAnomalies(facts, FACTS, fromMs),
    ],
    histories: new Map<AnomalyKind, RateHistory>([
      ["reroute_rate", reroutes],
      ["fallback_share", fallback],
      ["fact_missing", facts],
    ]),
  };
}

type Row = { readonly day: number; readonly k: number; readonly n: number } & Readonly<Record<string, string | number>>;

function toHistory(attributes: readonly string[], rows: readonly Row[], days: number): RateHistory {
  const cells = Map.groupBy(rows, (row) => JSON.stringify(attributes.map((name) => row[name])));
  const k = new Float64Array(cells.size * days);
  const n = new Float64Array(cells.size * days);
  [...cells.values()].forEach((own, cell) => {
    for (const row of own) {
      k[cell * days + row.day] = row.k;
      n[cell * days + row.day] = row.n;
    }
  });
  const values = [...cells.values()].map(([first]) => attributes.map((name) => String(first?.[name])));
  return { attributes, cells: values, days, k, n };
}

/** Of all leads routed in a territory, those that a rule took. */
function toRuleShares({ attributes, cells, days, n }: RateHistory): RateHistory {
  const [territoryAt, ruleAt] = [attributes.indexOf("territory"), attributes.indexOf("rule")];
  const rules = Map.groupBy(cells.keys(), (cell) =>
    JSON.stringify([cells[cell]?.[territoryAt], cells[cell]?.[ruleAt]]),
  );
  const territories = Map.groupBy(cells.keys(), (cell) => cells[cell]?.[territoryAt]);
  const add = (into: Float64Array, at: number, from: readonly number[]) => {
    for (const cell of from) {
      for (let day = 0; day < days; day++)
        into[at * days + day] = (into[at * days + day] ?? 0) + (n[cell * days + day] ?? 0);
    }
  };
  const taken = new Float64Array(rules.size * days);
  const all = new Float64Array(rules.size * days);
  const values = [...rules.values()].map((own, index) => {
    const cell = cells[own[0] ?? 0] ?? [];
    add(taken, index, own);
    add(all, index, territories.get(cell[territoryAt]) ?? []);
    return [cell[territoryAt] ?? "", cell[ruleAt] ?? ""];
  });
  return { attributes: ["territory", "rule"], cells: values, days, k: taken, n: all };
}

/** What one rule of a territory loses others gain: of each territory the rule whose share moved most is told. */
function keepLargest(found: readonly Finding[]): readonly Finding[] {
  const moved = ({ value, usual }: Finding) => Math.abs(value - usual);
  const byTerritory = Map.groupBy(found, ({ where }) => where["territory"]);
  return [...byTerritory.values()].flatMap((own) => own.toSorted((a, b) => moved(b) - moved(a)).slice(0, 1));
}
