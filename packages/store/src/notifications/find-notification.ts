import type { JsonValue } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import type { ClaimedNotification } from "./claim-notifications.ts";

export type FoundNotification = ClaimedNotification & { readonly payload: { readonly [name: string]: JsonValue } };

/** One notification, archived or not. */
export async function findNotification(db: Db, id: number): Promise<FoundNotification | undefined> {
  const { rows } = await sql<FoundNotification>`
    select id, kind, rep_id as "repId", lead_id as "leadId", epoch, created_at as "createdAt", payload
    from all_notification where id = ${id}`.execute(db);
  return rows[0];
}
