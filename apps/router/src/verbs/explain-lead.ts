import type { ExplainedLead, ExplainLeadInput } from "@pointsman/contracts/api";
import type { LeadId } from "@pointsman/contracts/id";
import { explainColleagues } from "@pointsman/router-core/explain/explain-colleague";
import { findSmallestChange } from "@pointsman/router-core/explain/find-smallest-change";
import { renderChange } from "@pointsman/router-core/explain/render-change";
import { renderMarkdown } from "@pointsman/router-core/explain/render-markdown";
import { renderMatch } from "@pointsman/router-core/explain/render-match";
import { renderText } from "@pointsman/router-core/explain/render-text";
import type { LiveState } from "@pointsman/router-core/snapshot";
import type { Caller } from "@pointsman/rpc/authenticate";
import { findAccountsByIds } from "@pointsman/store/accounts/find-accounts";
import type { Tx } from "@pointsman/store/connect";
import { inTransaction } from "@pointsman/store/in-transaction";
import { readAccountMatch } from "@pointsman/store/leads/read-account-match";
import { listPoolLedgers } from "@pointsman/store/pools/list-pool-ledgers";
import { listRepLoads } from "@pointsman/store/reps/list-rep-loads";

import type { ServiceContext } from "../context.ts";
import { fromAccountMatch } from "../routing/account-match.ts";
import { readLeadFor } from "./lead-reach.ts";
import { readRecord, readRuleSet } from "./read-record.ts";

/**
 * Why a decision came out as it did. The search for the smallest change follows pools that the decision did not record
 * by their present state, read without locks; the text says so where it did.
 *
 * @throws AppError `NOT_FOUND`; `OUT_OF_REACH`
 */
export async function explainLead(
  context: ServiceContext,
  caller: Caller,
  input: ExplainLeadInput,
): Promise<ExplainedLead> {
  const { record, ruleSet, alternatives, names, accounts } = await inTransaction(context.db, async (tx) => {
    const directory = await context.directories.read(tx, "none");
    const { lead } = await readLeadFor(caller, tx, input.leadId);
    const record = await readRecord(tx, lead.id, input.epoch ?? lead.epoch);
    return {
      record,
      ruleSet: await readRuleSet(tx, record.ruleSet),
      alternatives: { directory, live: await readLiveState(tx) },
      names: directory.names,
      accounts: await readMatch(tx, input.leadId),
    };
  });
  const { decision, inputs } = record;
  return {
    leadId: decision.leadId,
    epoch: decision.epoch,
    text: renderText(decision, names),
    markdown: renderMarkdown(decision, names),
    colleagues: explainColleagues(decision, names),
    accounts,
    smallestChange: renderChange(findSmallestChange({ ruleSet, inputs, decision, alternatives }), names),
  };
}

async function readMatch(tx: Tx, leadId: LeadId): Promise<readonly string[]> {
  const candidates = fromAccountMatch(await readAccountMatch(tx, leadId));
  const accounts = await findAccountsByIds(
    tx,
    candidates.map(({ accountId }) => accountId),
  );
  const byId = new Map(accounts.map(({ id, name }) => [id, name]));
  return renderMatch(candidates, (id) => byId.get(id));
}

async function readLiveState(tx: Tx): Promise<LiveState> {
  const loads = new Map((await listRepLoads(tx)).map(({ repId, openUnits }) => [repId, openUnits]));
  const pools = new Map((await listPoolLedgers(tx)).map((pool) => [pool.poolId, pool]));
  return { openLeads: (repId) => loads.get(repId), pool: (poolId) => pools.get(poolId) };
}
