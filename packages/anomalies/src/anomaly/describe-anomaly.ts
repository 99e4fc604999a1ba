import type { Anomaly, AnomalyKind, RuleInForce } from "./anomaly.ts";

/** What ids are called; an id without a name stands for itself. */
export type NameOf = (attribute: string, value: string) => string;

const MINUTE = 60_000;
const SECOND = 1_000;

/** The anomaly in plain sentences: what, where, how much, since when, why, and which edit of the rules came before it. */
export function describeAnomaly(anomaly: Anomaly, nameOf: NameOf = (_, value) => value): string {
  const { since, count, reason, rule } = anomaly;
  const counted = count === null ? "" : ` (${count.k} of ${count.n})`;
  const because = reason === null ? "" : `, mostly for ${reason.reason.replaceAll("_", " ")} (${reason.k} of them)`;
  const what = DESCRIBE[anomaly.kind]({
    where: describeWhere(anomaly.where, nameOf),
    value: anomaly.value,
    usual: anomaly.usual,
    counted,
  });
  return `${what}${because}, since ${since}.${describeRule(rule, since)}`;
}

interface Told {
  readonly where: string;
  readonly value: number;
  readonly usual: number;
  readonly counted: string;
}

const DESCRIBE: Readonly<Record<AnomalyKind, (told: Told) => string>> = {
  reroute_rate: ({ where, value, usual, counted }) =>
    `${where}: leads were re-routed ${toPercent(value)} of the time${counted}; ${toPercent(usual)} is usual`,
  fallback_share: ({ where, value, usual, counted }) =>
    `${where}: ${toPercent(value)} of leads ended in the fallback queue${counted}; ${toPercent(usual)} is usual`,
  rule_match_share: ({ where, value, usual, counted }) =>
    `${where}: the rule matched ${toPercent(value)} of leads${counted}; ${toPercent(usual)} is usual`,
  fact_missing: ({ where, value, usual, counted }) =>
    `${where}: the fact was missing from ${toPercent(value)} of leads${counted}; ${toPercent(usual)} is usual`,
  route_time: ({ where, value, usual }) =>
    `${where}: a typical lead took ${toDuration(value)} to reach a rep; ${toDuration(usual)} is usual`,
  route_time_tail: ({ where, value, usual, counted }) =>
    `${where}: ${toPercent(value)} of leads were among the slow ones${counted}; ${toPercent(usual)} is usual`,
  route_promise: ({ where, value, usual, counted }) =>
    `${where}: ${toPercent(value)} of leads took longer than was promised${counted}; ${toPercent(usual)} is allowed`,
  conversion: ({ where, value, usual, counted }) =>
    `${where}: ${toPercent(value)} of leads old enough converted${counted}; ${toPercent(usual)} is usual`,
  volume: ({ where, value, usual }) => `${where}: ${toNumber(value)} leads in the hour; ${toNumber(usual)} are usual`,
  silence: ({ where, usual }) => `${where}: no lead came in; ${toNumber(usual)} were to be expected`,
};

/** Since a rule set that was published in the week before is likely to blame, it is named; an older one only by its version. */
function describeRule(rule: RuleInForce | null, since: string): string {
  if (rule === null) return "";
  const week = 7 * 24 * 60 * MINUTE;
  const before = Date.parse(since) - Date.parse(rule.publishedAt.slice(0, 10));
  if (before < 0 || before > week)
    return ` Rule set ${rule.ruleSetVersion} was in force, unchanged for longer than that.`;
  const changed = rule.changedRuleIds.length === 0 ? "no rule" : rule.changedRuleIds.join(", ");
  return ` Rule set ${rule.ruleSetVersion}, published ${rule.publishedAt.slice(0, 10)}, had just changed ${changed}.`;
}

function describeWhere(where: Anomaly["where"], nameOf: NameOf): string {
  const parts = Object.entries(where).map(([name, value]) => `${name.replaceAll("_", " ")} ${nameOf(name, value)}`);
  const text = parts.length === 0 ? "everywhere" : parts.join(", ");
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function toPercent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.0995 ? 1 : 0).replace(/\.0$/, "")} %`;
}

function toNumber(value: number): string {
  return String(value < 10 ? Number(value.toFixed(1)) : Math.round(value));
}

function toDuration(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  return ms < 2 * MINUTE ? `${Number((ms / SECOND).toFixed(1))} seconds` : `${Math.round(ms / MINUTE)} minutes`;
}
