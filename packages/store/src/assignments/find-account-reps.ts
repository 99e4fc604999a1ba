import type { AccountId, RepId } from "@pointsman/contracts/id";
import { sql, type RawBuilder } from "kysely";

import type { Tx } from "../connect.ts";
import { prepared } from "../prepared.ts";

export type AccountRep = { readonly accountId: AccountId; readonly repId: RepId };

/** Who was given the last lead of each account, by whatever way; accounts that never had one are left out. */
export async function findAccountReps(tx: Tx, accountIds: readonly AccountId[]): Promise<readonly AccountRep[]> {
  if (accountIds.length === 0) return [];
  return (await selectAccountReps(accountIds).execute(tx)).rows;
}

/** The statement of `findAccountReps`. */
export function selectAccountReps(accountIds: readonly AccountId[]): RawBuilder<AccountRep> {
  return sql<AccountRep>`${prepared("select_account_reps")}
    select distinct on (account_id) account_id as "accountId", rep_id as "repId"
    from (
      select lead.account_id, assignment.rep_id, assignment.assigned_at, assignment.lead_id, assignment.epoch
      from lead
      join assignment on assignment.lead_id = lead.id
      where lead.account_id = any(${accountIds}::text[])
      union all
      select account_id, rep_id, assigned_at, lead_id, epoch from account_archived_rep
      where account_id = any(${accountIds}::text[])) as given
    order by account_id, assigned_at desc, lead_id desc, epoch desc`;
}
