import type { Decision } from "@pointsman/contracts/decision";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { toTrace, type DecisionKey, type RecordedDecision } from "./find-decisions.ts";
import { unpackJson } from "./pack-json.ts";

/** Decisions that chose from no pool, with what they were made from, by lead id and epoch, after the key `after` (null: from the first). */
export async function listPoollessDecisions(
  db: Db,
  page: { readonly after: DecisionKey | null; readonly limit: number },
): Promise<readonly RecordedDecision[]> {
  const { leadId, epoch } = page.after ?? { leadId: "", epoch: 0 };
  const rows = await db
    .selectFrom("all_decision as decision")
    .innerJoin("rule_set_version", "rule_set_version.version", "decision.rule_set_version")
    .select(["decision.lead_id as leadId", "decision.epoch", "decision.decided_at as decidedAt"])
    .select(["rule_set_version.version", "rule_set_version.hash"])
    .select(["decision.outcome", "decision.trace", "decision.inputs"])
    .where("decision.pool_id", "is", null)
    .where(sql<boolean>`(decision.lead_id, decision.epoch) > (${leadId}, ${epoch}::int)`)
    .orderBy("decision.lead_id")
    .orderBy("decision.epoch")
    .limit(page.limit)
    .execute();
  return rows.map(({ inputs, version, hash, outcome, trace, ...key }) => {
    // In the order in which a decision is made: it is compared byte for byte.
    const decision: Decision = { ...key, ruleSet: { version, hash }, outcome, trace: toTrace(trace) };
    return { decision, inputs: unpackJson(inputs) };
  });
}
