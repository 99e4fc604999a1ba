import type { DisabledReason } from "@pointsman/contracts/endpoint";
import type { EndpointId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db, Tx } from "../connect.ts";

/** A call succeeded. Written once a minute: under load it would be one row that all callers wait for. */
export async function noteSuccess(db: Db, id: EndpointId, now: Timestamp): Promise<void> {
  await sql`
    update endpoint set failing_since = null, last_success_at = ${now}::timestamptz
    where id = ${id} and (failing_since is not null or last_success_at is null
                          or last_success_at < ${now}::timestamptz - interval '1 minute')`.execute(db);
}

/** A call failed. @returns since when none succeeded; undefined: there is no such endpoint */
export async function noteFailure(
  db: Db,
  id: EndpointId,
  { now, pausedUntil }: { readonly now: Timestamp; readonly pausedUntil: Timestamp | null },
): Promise<Timestamp | undefined> {
  const { rows } = await sql<{ readonly failingSince: Timestamp }>`
    update endpoint set
      failing_since = coalesce(failing_since, ${now}::timestamptz),
      paused_until = greatest(paused_until, ${pausedUntil}::timestamptz)
    where id = ${id}
    returning failing_since as "failingSince"`.execute(db);
  return rows[0]?.failingSince;
}

/**
 * No more calls; what was on its way has failed and can be sent again later.
 *
 * @returns who is to be told; undefined: there is no such endpoint, or it is disabled already
 */
export async function disableEndpoint(
  tx: Tx,
  id: EndpointId,
  { now, reason }: { readonly now: Timestamp; readonly reason: DisabledReason },
): Promise<RepId | undefined> {
  const { rows } = await sql<{ readonly ownerRepId: RepId }>`
    update endpoint set disabled_at = ${now}::timestamptz, disabled_reason = ${reason}
    where id = ${id} and disabled_at is null
    returning owner_rep_id as "ownerRepId"`.execute(tx);
  if (rows[0] === undefined) return undefined;
  await sql`
    update delivery set state = 'failed', finished_at = ${now}::timestamptz
    where endpoint_id = ${id} and state in ('due', 'sending')`.execute(tx);
  return rows[0].ownerRepId;
}

/** Calls again, as if it had never failed. @returns false: there is no such endpoint */
export async function enableEndpoint(db: Db, id: EndpointId): Promise<boolean> {
  const { rows } = await sql`
    update endpoint set disabled_at = null, disabled_reason = null, failing_since = null, paused_until = null
    where id = ${id}
    returning id`.execute(db);
  return rows.length > 0;
}
