import { sql, type RawBuilder } from "kysely";

/** Leads looked at for one address, the latest first: enough for any person, and a bound for any robot. */
const MAX_LEADS = 100;

/** The history of the contact in a row `asked (email, "receivedAt")`, for a lateral join: always one row. */
export function contactHistory(): RawBuilder<unknown> {
  return sql`
      select
        count(*)::int as "leadCount",
        max(received_at) as "lastLeadAt",
        (array_agg(rep_id order by received_at desc, id desc))[1] as "lastOwnerId",
        coalesce(array_agg(distinct account_id) filter (where account_id is not null), '{}') as "accountIds"
      from (
        select lead.id, lead.received_at, lead.account_id, coalesce(lead.rep_id, joined.rep_id) as rep_id
        from all_lead as lead
        left join all_lead as joined on joined.id = lead.attached_to_lead_id
        where lead.personal_email = asked.email and lead.received_at < asked."receivedAt"
        order by lead.received_at desc, lead.id desc
        limit ${sql.lit(MAX_LEADS)}) as leads`;
}
