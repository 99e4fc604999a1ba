import type { RedeliverInput } from "@pointsman/contracts/endpoint";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** Makes deliveries that are done with due again, under the ids that they had. @returns how many */
export async function redeliver(db: Db, { endpointId, what }: RedeliverInput, now: Timestamp): Promise<number> {
  const which =
    "deliveryIds" in what
      ? sql`id = any(${what.deliveryIds}::bigint[]) and finished_at is not null`
      : sql`state = 'failed' and created_at >= ${what.failedSince}::timestamptz`;
  const { rows } = await sql`
    update delivery set state = 'due', tries = 0, next_at = ${now}::timestamptz, finished_at = null
    where endpoint_id = ${endpointId} and ${which}
    returning id`.execute(db);
  return rows.length;
}
