import type { Delivery, ListDeliveriesInput } from "@pointsman/contracts/endpoint";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** Deliveries to an endpoint with their attempts, the latest first. */
export async function listDeliveries(db: Db, query: ListDeliveriesInput): Promise<readonly Delivery[]> {
  const { endpointId, state = null, beforeId = null, limit } = query;
  // Attempts as JSON: their times come as text, in the form that Postgres writes in JSON.
  const { rows } = await sql<Delivery>`
    select id, message_id as "messageId", type, state, created_at as "createdAt", next_at as "nextAt",
      finished_at as "finishedAt", coalesce((
        select json_agg(json_build_object(
          'attempt', attempt, 'at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'status', status,
          'durationMs', duration_ms, 'error', error) order by attempt)
        from delivery_attempt where delivery_id = delivery.id), '[]') as attempts
    from delivery
    where endpoint_id = ${endpointId}
      and (${state}::text is null or state = ${state}::text)
      and (${beforeId}::bigint is null or id < ${beforeId}::bigint)
    order by id desc
    limit ${limit}`.execute(db);
  return rows;
}
