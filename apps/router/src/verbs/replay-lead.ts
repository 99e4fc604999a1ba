import type { ExplainLeadInput } from "@pointsman/contracts/api";
import type { ReplayedDecision } from "@pointsman/contracts/api/leads";
import { replay } from "@pointsman/router-core/replay";
import type { Caller } from "@pointsman/rpc/authenticate";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../context.ts";
import { readLeadFor } from "./lead-reach.ts";
import { readRecord, readRuleSet } from "./read-record.ts";

const MAX_DIFFERENCES = 100;

/**
 * Makes a decision again from its record: the rule set and the inputs that it was made with. Nothing is written.
 *
 * @throws AppError `NOT_FOUND`; `OUT_OF_REACH`
 */
export async function replayLead(
  { db }: Pick<ServiceContext, "db">,
  caller: Caller,
  { leadId, epoch }: ExplainLeadInput,
): Promise<ReplayedDecision> {
  const { record, ruleSet } = await inTransaction(db, async (tx) => {
    const { lead } = await readLeadFor(caller, tx, leadId);
    const record = await readRecord(tx, leadId, epoch ?? lead.epoch);
    return { record, ruleSet: await readRuleSet(tx, record.ruleSet) };
  });
  const { identical, differences } = replay(ruleSet, record);
  return {
    leadId,
    epoch: record.decision.epoch,
    ruleSetVersion: record.ruleSet.version,
    identical,
    differences: differences.slice(0, MAX_DIFFERENCES),
  };
}
