import type { DeliveryType } from "@pointsman/contracts/endpoint";
import type { EndpointId, EventId, PersonId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { toRecordset } from "../recordset.ts";

export type NewDelivery = {
  /** Stable: one event, or one notification, has one. */
  readonly messageId: string;
  /** Null: by e-mail. */
  readonly endpointId: EndpointId | null;
  /** Null: nobody in person. */
  readonly repId: RepId | null;
  /** An admin, by e-mail. */
  readonly personId?: PersonId;
  readonly type: DeliveryType;
  readonly notificationId: number | null;
  readonly eventId: EventId | null;
  /** Not before. */
  readonly nextAt: Timestamp;
  readonly createdAt: Timestamp;
};

/** Puts messages on their way. The same message for the same receiver is on its way once. @returns the new ones' ids */
export async function insertDeliveries(db: Db, deliveries: readonly NewDelivery[]): Promise<readonly number[]> {
  if (deliveries.length === 0) return [];
  const { rows } = await sql<{ readonly id: number }>`
    insert into delivery (message_id, endpoint_id, rep_id, person_id, type, notification_id, event_id, state, next_at, created_at)
    select "messageId", "endpointId", "repId", "personId", type, "notificationId", "eventId", 'due', "nextAt", "createdAt"
    from json_to_recordset(${toRecordset(deliveries)}::json) as r (
      "messageId" text, "endpointId" text, "repId" text, "personId" text, type text, "notificationId" bigint, "eventId" text,
      "nextAt" timestamptz, "createdAt" timestamptz)
    on conflict on constraint delivery_message_key do nothing
    returning id`.execute(db);
  return rows.map(({ id }) => id);
}
