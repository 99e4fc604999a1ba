import type { LeadId } from "@pointsman/contracts/id";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import type { Db } from "@pointsman/store/connect";
import { findOutcome } from "@pointsman/store/decisions/find-outcome";
import type { ClaimedDelivery } from "@pointsman/store/deliveries/claim-deliveries";
import type { StoredEndpoint } from "@pointsman/store/endpoints/stored-endpoint";
import { findLeadsByIds } from "@pointsman/store/leads/find-leads";
import { findNotification } from "@pointsman/store/notifications/find-notification";
import { findEvent } from "@pointsman/store/outbox/claim-batch";

import { findToldAnomaly } from "./anomaly-facts.ts";

/** What a webhook is told. */
export interface WebhookData {
  /** When it happened. */
  readonly timestamp: Timestamp;
  readonly data: object;
}

/**
 * An event, or what somebody is told, with what was decided: ids, and nothing personal of the lead unless the endpoint
 * asks for it. Few statements, because there is one of these for each event and endpoint. Null: it is not on file.
 */
export async function readWebhookData(
  db: Db,
  { type, eventId, notificationId }: ClaimedDelivery,
  { endpoint, nowMs }: { readonly endpoint: StoredEndpoint; readonly nowMs: number },
): Promise<WebhookData | null> {
  if (eventId !== null) return readEventData(db, eventId, endpoint);
  if (notificationId !== null) return readNotificationData(db, notificationId, endpoint);
  if (type !== "endpoint.test") return null;
  return { timestamp: toTimestamp(nowMs), data: { endpointId: endpoint.id } };
}

async function readEventData(
  db: Db,
  eventId: NonNullable<ClaimedDelivery["eventId"]>,
  endpoint: StoredEndpoint,
): Promise<WebhookData | null> {
  const event = await findEvent(db, eventId);
  if (event === undefined) return null;
  const { occurredAt, leadId, epoch } = event;
  return { timestamp: occurredAt, data: { ...event, ...(await readLeadData(db, { leadId, epoch }, endpoint)) } };
}

async function readNotificationData(db: Db, id: number, endpoint: StoredEndpoint): Promise<WebhookData | null> {
  const notification = await findNotification(db, id);
  if (notification === undefined) return null;
  const { createdAt, leadId, epoch, kind, repId, payload } = notification;
  const lead = leadId === null ? {} : await readLeadData(db, { leadId, epoch: epoch ?? 0 }, endpoint);
  const anomaly = repId === null ? { anomaly: await findToldAnomaly(db, notification) } : {};
  return { timestamp: createdAt, data: { kind, repId, leadId, epoch, payload, ...lead, ...anomaly } };
}

/** What was decided, with co-owners, copies and the note; nothing before the first decision. */
async function readLeadData(
  db: Db,
  { leadId, epoch }: { readonly leadId: LeadId; readonly epoch: number },
  { includeContact }: StoredEndpoint,
): Promise<object> {
  const outcome = epoch === 0 ? undefined : await findOutcome(db, { leadId, epoch });
  const contact = includeContact ? await readContact(db, leadId) : undefined;
  return { ...(outcome !== undefined && { outcome }), ...(contact !== undefined && { contact }) };
}

async function readContact(db: Db, leadId: LeadId): Promise<object | undefined> {
  const [lead] = await findLeadsByIds(db, [leadId]);
  if (lead === undefined) return undefined;
  const { email, firstName, lastName, phone, jobTitle, company } = lead.details;
  return { email, firstName, lastName, phone, jobTitle, company };
}
