import { AppError } from "@pointsman/contracts/error";
import type { LeadId } from "@pointsman/contracts/id";
import type { RuleSet, RuleSetRef } from "@pointsman/contracts/rule-set";
import { parseRecord, RECORD_FORMAT, type DecisionRecord } from "@pointsman/router-core/replay/decision-record";
import type { Tx } from "@pointsman/store/connect";
import { findRecordedDecision } from "@pointsman/store/decisions/find-decisions";
import { getRuleSetVersion } from "@pointsman/store/rule-sets/get-rule-set-version";

/** A decision with all that it was made of. @throws AppError `NOT_FOUND` */
export async function readRecord(tx: Tx, leadId: LeadId, epoch: number): Promise<DecisionRecord> {
  const found = await findRecordedDecision(tx, { leadId, epoch });
  if (found === undefined) throw new AppError("NOT_FOUND", `There is no decision ${epoch} on lead ${leadId}.`);
  return parseRecord({ format: RECORD_FORMAT, ruleSet: found.decision.ruleSet, ...found });
}

/** The rules that a decision names. */
export async function readRuleSet(tx: Tx, { version }: RuleSetRef): Promise<RuleSet> {
  const found = await getRuleSetVersion(tx, version);
  if (found === undefined) throw new Error(`There is no rule set version ${version}`);
  return found.body;
}
