import type { Anomaly, RuleInForce } from "@pointsman/anomalies/anomaly/anomaly";
import { describeAnomaly } from "@pointsman/anomalies/anomaly/describe-anomaly";
import type { RateHistory } from "@pointsman/anomalies/rates/history";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { RuleSet } from "@pointsman/contracts/rule-set";
import type { Db } from "@pointsman/store/connect";
import { findTerritoryNames } from "@pointsman/store/organisation/find-names";
import { getRuleSetVersion } from "@pointsman/store/rule-sets/get-rule-set-version";
import { rerouteDetails, rerouteHistory } from "@pointsman/warehouse/anomalies/reroute-history";

import type { ServiceContext } from "../context.ts";
import { fileAnomalies, type FiledAnomalies } from "./file-anomalies.ts";
import { findRerouteAnomalies, type Finding } from "./find-reroute-anomalies.ts";

const DAY_MS = 86_400_000;
/** A quarter to learn from, of which drifts need 84 days. */
const DEFAULT_DAYS = 112;

export interface ScanResult extends FiledAnomalies {
  readonly days: number;
  readonly tookMs: number;
}

type ScanContext = Pick<ServiceContext, "db" | "warehouse" | "clock" | "log">;

/** Looks for what moved up to now, and brings what is on file up to date. Days are 24 hours long and end now. */
export async function scanAnomalies(service: ScanContext, days: number = DEFAULT_DAYS): Promise<ScanResult> {
  const { db, warehouse, clock, log } = service;
  const untilMs = clock.nowMs();
  const fromMs = untilMs - days * DAY_MS;
  const rows = await rerouteHistory.run(warehouse, { from: toTimestamp(fromMs), until: toTimestamp(untilMs) });
  const history = toHistory(rows, days);
  const found: { readonly anomaly: Anomaly; readonly sentence: string }[] = [];
  for (const finding of findRerouteAnomalies(history)) {
    const anomaly = await complete(service, finding, fromMs);
    const territory = anomaly.where["territory"];
    const names = await findTerritoryNames(db, territory === undefined ? [] : [territory]);
    const sentence = describeAnomaly(anomaly, (name, value) =>
      name === "territory" ? (names[value] ?? value) : value,
    );
    found.push({ anomaly, sentence });
  }
  const filed = await fileAnomalies(db, { found, history, fromMs, now: toTimestamp(untilMs) });
  for (const { sentence } of filed.opened) log.warn({ anomaly: sentence }, "an anomaly opened");
  return { ...filed, days, tookMs: clock.nowMs() - untilMs };
}

type HistoryRow = Awaited<ReturnType<typeof rerouteHistory.run>>[number];

function toHistory(rows: readonly HistoryRow[], days: number): RateHistory {
  const cells = new Map<string, { readonly values: readonly string[]; readonly rows: HistoryRow[] }>();
  for (const row of rows) {
    const values = [row.territory, row.tier, row.rule, row.source];
    const key = JSON.stringify(values);
    const cell = cells.get(key) ?? { values, rows: [] };
    cell.rows.push(row);
    cells.set(key, cell);
  }
  const k = new Float64Array(cells.size * days);
  const n = new Float64Array(cells.size * days);
  [...cells.values()].forEach((cell, index) => {
    for (const row of cell.rows) {
      k[index * days + row.day] = row.k;
      n[index * days + row.day] = row.n;
    }
  });
  const values = [...cells.values()].map((cell) => cell.values);
  return { attributes: ["territory", "tier", "rule", "source"], cells: values, days, k, n };
}

/** With what its leads have in common. */
async function complete({ db, warehouse }: ScanContext, finding: Finding, fromMs: number): Promise<Anomaly> {
  const { sinceDay, untilDay, ...rest } = finding;
  const [since, until] = [fromMs + sinceDay * DAY_MS, fromMs + (untilDay + 1) * DAY_MS].map(toTimestamp) as [
    string,
    string,
  ];
  const [details] = await rerouteDetails.run(warehouse, { ...finding.where, from: since, until });
  const [reason] = Object.entries(details?.reasons ?? {}).sort(([, one], [, other]) => other - one);
  return {
    ...rest,
    since: since.slice(0, 10),
    until: until.slice(0, 10),
    reason: reason === undefined ? null : { reason: reason[0], k: reason[1] },
    sampleLeads: details?.sampleLeads ?? [],
    rule: await readRule(db, details?.ruleSetVersion ?? null),
  };
}

async function readRule(db: Db, version: number | null): Promise<RuleInForce | null> {
  const inForce = version === null ? undefined : await getRuleSetVersion(db, version);
  if (inForce === undefined) return null;
  const before = await getRuleSetVersion(db, inForce.version - 1);
  const { version: ruleSetVersion, publishedAt, body } = inForce;
  return { ruleSetVersion, publishedAt, changedRuleIds: before === undefined ? [] : listChanged(before.body, body) };
}

/** Ids of the rules that were added, removed or edited. */
function listChanged(before: RuleSet, after: RuleSet): readonly string[] {
  const toTexts = ({ stages }: RuleSet) =>
    new Map(stages.flatMap(({ rules }) => rules.map((rule) => [rule.id, JSON.stringify(rule)] as const)));
  const [old, fresh] = [toTexts(before), toTexts(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])].filter((id) => old.get(id) !== fresh.get(id));
}
