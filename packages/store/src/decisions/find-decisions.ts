import type { Decision, Trace } from "@pointsman/contracts/decision";
import type { LeadId, PoolId } from "@pointsman/contracts/id";
import type { JsonValue } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { toRecordset } from "../recordset.ts";
import { unpackJson } from "./pack-json.ts";

const COLUMNS = [
  "decision.lead_id",
  "decision.epoch",
  "decision.decided_at",
  "decision.rule_set_version",
  "rule_set_version.hash",
  "decision.outcome",
  "decision.trace",
] as const;

/** Which decision: that of `epoch` on the lead. */
export type DecisionKey = { readonly leadId: LeadId; readonly epoch: number };

/** The decisions with these keys that are on file, by lead id and epoch. */
export async function findDecisions(db: Db, keys: readonly DecisionKey[]): Promise<readonly Decision[]> {
  if (keys.length === 0) return [];
  const rows = await selectDecisions(db)
    .select(COLUMNS)
    .where(
      sql<boolean>`(decision.lead_id, decision.epoch) in (
        select "leadId", epoch from json_to_recordset(${toRecordset(keys)}::json) as r ("leadId" text, epoch int))`,
    )
    .orderBy("decision.lead_id")
    .orderBy("decision.epoch")
    .execute();
  return rows.map(toDecision);
}

/** All decisions on one lead, the first first. */
export async function listDecisions(db: Db, leadId: LeadId): Promise<readonly Decision[]> {
  const rows = await selectDecisions(db)
    .select(COLUMNS)
    .where("decision.lead_id", "=", leadId)
    .orderBy("decision.epoch")
    .execute();
  return rows.map(toDecision);
}

/** A decision with what it was made from. */
export type RecordedDecision = { readonly decision: Decision; readonly inputs: JsonValue };

/** One decision with its inputs; undefined: there is none of that epoch on the lead. */
export async function findRecordedDecision(
  db: Db,
  { leadId, epoch }: DecisionKey,
): Promise<RecordedDecision | undefined> {
  const row = await selectDecisions(db)
    .select(COLUMNS)
    .select("decision.inputs")
    .where("decision.lead_id", "=", leadId)
    .where("decision.epoch", "=", epoch)
    .executeTakeFirst();
  return row === undefined ? undefined : { decision: toDecision(row), inputs: unpackJson(row.inputs) };
}

/** Decisions made from a pool, in the order in which they were made, after number `afterSeq` (0: from the first). */
export async function listPoolDecisions(
  db: Db,
  poolId: PoolId,
  page: { readonly afterSeq: number; readonly limit: number },
): Promise<readonly RecordedDecision[]> {
  const rows = await selectDecisions(db)
    .select(COLUMNS)
    .select("decision.inputs")
    .where("decision.pool_id", "=", poolId)
    .where("decision.pool_seq", ">", page.afterSeq)
    .orderBy("decision.pool_seq")
    .limit(page.limit)
    .execute();
  return rows.map((row) => ({ decision: toDecision(row), inputs: unpackJson(row.inputs) }));
}

/** The same without inputs, the latest first, before number `beforeSeq` (null: from the latest). */
export async function listLatestPoolDecisions(
  db: Db,
  poolId: PoolId,
  page: { readonly beforeSeq: number | null; readonly limit: number },
): Promise<readonly Decision[]> {
  let query = selectDecisions(db)
    .select(COLUMNS)
    .where("decision.pool_id", "=", poolId)
    .orderBy("decision.pool_seq", "desc")
    .limit(page.limit);
  if (page.beforeSeq !== null) query = query.where("decision.pool_seq", "<", page.beforeSeq);
  return (await query.execute()).map(toDecision);
}

function selectDecisions(db: Db) {
  return db
    .selectFrom("all_decision as decision")
    .innerJoin("rule_set_version", "rule_set_version.version", "decision.rule_set_version");
}

/** A trace as it is stored. */
export function toTrace(stored: JsonValue): Trace {
  return unpackJson(stored) as unknown as Trace; // what `insertDecisions` packed
}

type DecisionRow = Pick<Decision, "epoch" | "outcome"> & {
  readonly trace: JsonValue;
  readonly lead_id: LeadId;
  readonly decided_at: Decision["decidedAt"];
  readonly rule_set_version: number;
  readonly hash: string;
};

function toDecision(row: DecisionRow): Decision {
  return {
    leadId: row.lead_id,
    epoch: row.epoch,
    decidedAt: row.decided_at,
    ruleSet: { version: row.rule_set_version, hash: row.hash },
    outcome: row.outcome,
    trace: toTrace(row.trace),
  };
}
