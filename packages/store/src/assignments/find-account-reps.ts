import type { AccountId, RepId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";

export type AccountRep = { readonly accountId: AccountId; readonly repId: RepId };

/** Who was given the last lead of each account, by whatever way; accounts that never had one are left out. */
export async function findAccountReps(tx: Tx, accountIds: readonly AccountId[]): Promise<readonly AccountRep[]> {
  if (accountIds.length === 0) return [];
  const { rows } = await sql<AccountRep>`
    select distinct on (lead.account_id) lead.account_id as "accountId", assignment.rep_id as "repId"
    from lead
    join assignment on assignment.lead_id = lead.id
    where lead.account_id = any(${accountIds}::text[])
    order by lead.account_id, assignment.assigned_at desc, assignment.lead_id desc, assignment.epoch desc`.execute(tx);
  return rows;
}
