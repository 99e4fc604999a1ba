import type { LeadEvent } from "@pointsman/contracts/event";
import type { LeadDetails } from "@pointsman/contracts/lead";
import type { MessageTemplate, NotificationKind } from "@pointsman/contracts/notification";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import type { Mail } from "@pointsman/outbound/mail";
import type { Message } from "@pointsman/outbound/message";
import { toSlackMessage } from "@pointsman/outbound/slack-message";
import { signWebhook } from "@pointsman/outbound/webhook-signature";
import type { Tx } from "@pointsman/store/connect";
import type { ClaimedDelivery } from "@pointsman/store/deliveries/claim-deliveries";
import { findEndpoint } from "@pointsman/store/endpoints/find-endpoints";
import type { StoredEndpoint } from "@pointsman/store/endpoints/stored-endpoint";
import { inTransaction } from "@pointsman/store/in-transaction";
import { findNotification, type FoundNotification } from "@pointsman/store/notifications/find-notification";
import { listTemplates } from "@pointsman/store/notifications/message-templates";
import { findEvent } from "@pointsman/store/outbox/claim-batch";

import type { RoutingDirectory } from "../routing/directory-cache.ts";
import { DEFAULT_TEMPLATES, EVENT_TEMPLATES } from "./default-templates.ts";
import type { LeadView } from "./message-facts.ts";
import type { NotifierContext } from "./notifier-context.ts";
import { readEventFacts, readLeadView, readNotificationFacts } from "./read-facts.ts";
import { renderMessage } from "./render-message.ts";

/** A message, ready to be sent. */
export type Call =
  | {
      readonly kind: "post";
      readonly url: string;
      readonly body: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: "mail"; readonly mail: Mail };

interface Reading {
  readonly tx: Tx;
  readonly directory: RoutingDirectory;
  readonly nowMs: number;
}

/** These say how a lead stands, and nobody is told once it stands otherwise. */
const ABOUT_PRESENT: ReadonlySet<NotificationKind> = new Set([
  "assigned",
  "parked",
  "co_owner",
  "copied",
  "reminder",
  "escalation",
]);

/** Makes the message as of now; null: there is nothing to tell any more. Nothing of it is kept: it may hold personal data. */
export async function prepareCall(
  { db, directories, clock }: NotifierContext,
  claimed: ClaimedDelivery,
): Promise<Call | null> {
  return inTransaction(db, async (tx) => {
    const directory = await directories.read(tx, "none");
    const reading = { tx, directory, nowMs: clock.nowMs() };
    if (claimed.endpointId === null) return prepareMail(reading, claimed);
    const endpoint = await findEndpoint(tx, claimed.endpointId);
    return endpoint === undefined ? null : prepareEndpointCall(reading, claimed, endpoint);
  });
}

async function prepareMail(reading: Reading, claimed: ClaimedDelivery): Promise<Call | null> {
  const told = await readNotification(reading, claimed);
  const rep = claimed.repId === null ? undefined : reading.directory.reps.get(claimed.repId);
  if (told === null || rep?.status !== "active" || isPast(told)) return null;
  const message = await renderNotification(reading, told, true);
  const { leadId } = told.notification;
  const to = { name: rep.name, address: rep.email };
  return { kind: "mail", mail: { id: claimed.messageId, to, message, thread: leadId } };
}

async function prepareEndpointCall(
  reading: Reading,
  claimed: ClaimedDelivery,
  endpoint: StoredEndpoint,
): Promise<Call | null> {
  const content = await readContent(reading, claimed, endpoint);
  if (content === null) return null;
  const { url } = endpoint;
  if (endpoint.kind === "slack")
    return { kind: "post", url, headers: {}, body: JSON.stringify(toSlackMessage(await content.toMessage())) };
  const { timestamp, data } = content;
  const body = JSON.stringify({ type: claimed.type, timestamp, data });
  const secrets = secretsAt(endpoint, toTimestamp(reading.nowMs));
  return {
    kind: "post",
    url,
    body,
    headers: signWebhook({ id: claimed.messageId, atMs: reading.nowMs, body, secrets }),
  };
}

/** The newer one first. */
function secretsAt({ secret, previousSecret, previousSecretUntil }: StoredEndpoint, now: Timestamp): readonly string[] {
  const previous = previousSecretUntil !== null && previousSecretUntil > now ? previousSecret : null;
  return [secret, previous].filter((one) => one !== null);
}

/** What an endpoint is told, as data and in words. */
interface Content {
  readonly timestamp: Timestamp;
  readonly data: object;
  readonly toMessage: () => Promise<Message>;
}

async function readContent(
  reading: Reading,
  claimed: ClaimedDelivery,
  endpoint: StoredEndpoint,
): Promise<Content | null> {
  if (claimed.eventId !== null) {
    const event = await findEvent(reading.tx, claimed.eventId);
    return event === undefined ? null : readEventContent(reading, event, endpoint);
  }
  if (claimed.notificationId !== null) {
    const told = await readNotification(reading, claimed);
    // Whoever is told in person is not told what is over; programs are told all.
    const isPersonal = endpoint.kind === "slack";
    return told === null || (isPersonal && isPast(told)) ? null : toNotificationContent(reading, told, endpoint);
  }
  return toTestContent(endpoint, toTimestamp(reading.nowMs));
}

async function readEventContent(
  { tx, directory }: Reading,
  event: LeadEvent,
  { includeContact }: StoredEndpoint,
): Promise<Content | null> {
  const view = await readLeadView(tx, event.leadId, event.epoch);
  if (view === undefined) return null;
  const facts = readEventFacts(event, view, { directory, withContact: includeContact });
  return {
    timestamp: event.occurredAt,
    data: {
      ...event,
      // With co-owners, copies and the note; of an event before the first decision there is none yet.
      ...(event.epoch > 0 && { outcome: view.decision.outcome }),
      ...toContact(view, includeContact),
    },
    toMessage: async () => renderMessage(EVENT_TEMPLATES[event.kind], facts),
  };
}

interface Told {
  readonly notification: FoundNotification;
  readonly view: (LeadView & { readonly latestEpoch: number }) | undefined;
}

async function readNotification({ tx }: Reading, { notificationId }: ClaimedDelivery): Promise<Told | null> {
  const notification = notificationId === null ? undefined : await findNotification(tx, notificationId);
  if (notification === undefined) return null;
  const { leadId, epoch } = notification;
  return { notification, view: leadId === null ? undefined : await readLeadView(tx, leadId, epoch ?? 1) };
}

function isPast({ notification: { kind, epoch }, view }: Told): boolean {
  return ABOUT_PRESENT.has(kind) && view !== undefined && view.latestEpoch !== epoch;
}

function toNotificationContent(reading: Reading, told: Told, { includeContact }: StoredEndpoint): Content {
  const { kind, repId, leadId, epoch, createdAt, payload } = told.notification;
  return {
    timestamp: createdAt,
    data: {
      kind,
      repId,
      leadId,
      epoch,
      payload,
      ...(told.view !== undefined && { outcome: told.view.decision.outcome, ...toContact(told.view, includeContact) }),
    },
    toMessage: async () => renderNotification(reading, told, includeContact),
  };
}

function toContact({ details }: LeadView, includeContact: boolean) {
  return includeContact ? { contact: pickContact(details) } : {};
}

function pickContact({ email, firstName, lastName, phone, jobTitle, company }: LeadDetails) {
  return { email, firstName, lastName, phone, jobTitle, company };
}

async function renderNotification({ tx, directory }: Reading, told: Told, withContact: boolean): Promise<Message> {
  const facts = await readNotificationFacts(tx, told, { directory, withContact });
  return renderMessage(await readTemplate(tx, told.notification.kind), facts);
}

async function readTemplate(tx: Tx, kind: NotificationKind): Promise<MessageTemplate> {
  const changed = (await listTemplates(tx)).find((template) => template.kind === kind);
  return changed ?? DEFAULT_TEMPLATES[kind];
}

function toTestContent({ id, name }: StoredEndpoint, now: Timestamp): Content {
  return {
    timestamp: now,
    data: { endpointId: id },
    toMessage: async () => ({ subject: "A test of Pointsman", body: `${name} gets messages.` }),
  };
}
