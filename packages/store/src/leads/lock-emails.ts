import { sql, type RawBuilder } from "kysely";

import { prepared } from "../prepared.ts";

/**
 * The statement that lets one transaction at a time decide on leads of these addresses, until its end: else two batches
 * with a lead each of the same person would both find no earlier one. To be sent after `lockOrgState` and before pools
 * are locked.
 */
export function lockEmails(emails: readonly string[]): RawBuilder<unknown> {
  return sql`${prepared("lock_emails")}
    select pg_advisory_xact_lock(key)
    from (select distinct hashtextextended(email, 0) as key from unnest(${emails}::text[]) as email order by key) as keys`;
}
