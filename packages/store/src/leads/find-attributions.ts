import type { AccountId, LeadId, PartnerId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { prepared } from "../prepared.ts";
import { toRecordset } from "../recordset.ts";

/** A lead whose own code says nothing. */
export type AttributionQuery = {
  readonly leadId: LeadId;
  readonly email: string;
  readonly accountId: AccountId | null;
  readonly receivedAt: Timestamp;
};

/** The partner of an earlier lead of the same person or account whose window is still open. */
export type FoundAttribution = {
  readonly leadId: LeadId;
  readonly partnerId: PartnerId;
  readonly until: Timestamp;
};

/** How many of the latest leads of a person, or with a code of an account, are looked at. */
const MAX_LEADS = 100;

/**
 * For each lead the latest one with a partner's code, received before it and with a window that is open when it was
 * received; leads without one are left out. One statement.
 */
export async function findAttributions(
  db: Db,
  queries: readonly AttributionQuery[],
): Promise<readonly FoundAttribution[]> {
  if (queries.length === 0) return [];
  const { rows } = await sql<FoundAttribution>`${prepared("find_attributions")}
    select asked."leadId", earlier.partner_id as "partnerId", earlier.attributed_until as until
    from json_to_recordset(${toRecordset(queries)}::json) as asked (
      "leadId" text, email text, "accountId" text, "receivedAt" timestamptz)
    cross join lateral (
      select * from (
        (select id, partner_id, received_at, attributed_by, attributed_until
         from lead
         where personal_email = asked.email and received_at < asked."receivedAt"
         order by received_at desc limit ${sql.lit(MAX_LEADS)})
        union all
        (select id, partner_id, received_at, attributed_by, attributed_until
         from lead
         where account_id = asked."accountId" and attributed_by = 'code' and received_at < asked."receivedAt"
         order by received_at desc limit ${sql.lit(MAX_LEADS)})) as past
      where attributed_by = 'code' and attributed_until > asked."receivedAt"
      order by received_at desc, id desc
      limit 1) as earlier`.execute(db);
  return rows;
}
