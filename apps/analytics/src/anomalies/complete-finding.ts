import type { Anomaly, RuleInForce } from "@pointsman/anomalies/anomaly/anomaly";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { RuleSet } from "@pointsman/contracts/rule-set";
import type { Db } from "@pointsman/store/connect";
import { getRuleSetVersion } from "@pointsman/store/rule-sets/get-rule-set-version";
import { anomalyDetails } from "@pointsman/warehouse/anomalies/anomaly-details";

import type { ServiceContext } from "../context.ts";
import type { Finding } from "./finding.ts";

/** With what its leads have in common: reason, some of them, the rule set that they were routed by. */
export async function completeFinding(
  { db, warehouse }: Pick<ServiceContext, "db" | "warehouse">,
  { sinceMs, untilMs, ...rest }: Finding,
): Promise<Anomaly> {
  const range = { from: toTimestamp(sinceMs), until: toTimestamp(untilMs) };
  const [details] = await anomalyDetails.run(warehouse, { ...rest.where, ...range, kind: rest.kind });
  const [reason] = Object.entries(details?.reasons ?? {}).sort(([, one], [, other]) => other - one);
  return {
    ...rest,
    since: range.from.slice(0, 10),
    until: range.until.slice(0, 10),
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
