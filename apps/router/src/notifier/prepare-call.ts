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
import { findPerson } from "@pointsman/store/people/people";

import type { RoutingDirectory } from "../routing/directory-cache.ts";
import { DEFAULT_TEMPLATES, EVENT_TEMPLATES } from "./default-templates.ts";
import type { LeadView } from "./message-facts.ts";
import type { NotifierContext } from "./notifier-context.ts";
import { readEventFacts, readLeadView, readNotificationFacts } from "./read-facts.ts";
import { readWebhookData } from "./read-webhook-data.ts";
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
export async function prepareCall(context: NotifierContext, claimed: ClaimedDelivery): Promise<Call | null> {
  const { db } = context;
  if (claimed.endpointId === null) return withDirectory(context, async (reading) => prepareMail(reading, claimed));
  const endpoint = await findEndpoint(db, claimed.endpointId);
  if (endpoint === undefined) return null;
  if (endpoint.kind === "webhook") return prepareWebhook(context, claimed, endpoint);
  const message = await withDirectory(context, async (reading) => readSlackMessage(reading, claimed, endpoint));
  if (message === null) return null;
  return { kind: "post", url: endpoint.url, headers: {}, body: JSON.stringify(toSlackMessage(message)) };
}

async function prepareWebhook(
  { db, clock }: NotifierContext,
  claimed: ClaimedDelivery,
  endpoint: StoredEndpoint,
): Promise<Call | null> {
  const nowMs = clock.nowMs();
  const content = await readWebhookData(db, claimed, { endpoint, nowMs });
  if (content === null) return null;
  const body = JSON.stringify({ type: claimed.type, ...content });
  const secrets = secretsAt(endpoint, toTimestamp(nowMs));
  const headers = signWebhook({ id: claimed.messageId, atMs: nowMs, body, secrets });
  return { kind: "post", url: endpoint.url, body, headers };
}

/** The newer one first. */
function secretsAt({ secret, previousSecret, previousSecretUntil }: StoredEndpoint, now: Timestamp): readonly string[] {
  const previous = previousSecretUntil !== null && previousSecretUntil > now ? previousSecret : null;
  return [secret, previous].filter((one) => one !== null);
}

/** What a message in words is made of. */
interface Reading {
  readonly tx: Tx;
  readonly directory: RoutingDirectory;
}

async function withDirectory<T>(
  { db, directories }: NotifierContext,
  read: (reading: Reading) => Promise<T>,
): Promise<T> {
  return inTransaction(db, async (tx) => read({ tx, directory: await directories.read(tx, "none") }));
}

async function prepareMail(reading: Reading, claimed: ClaimedDelivery): Promise<Call | null> {
  const told = await readNotification(reading, claimed);
  const person = await findReceiver(reading, claimed);
  if (told === null || person?.status !== "active" || isPast(told)) return null;
  const message = await renderNotification(reading, told, true);
  const to = { name: person.name, address: person.email };
  return { kind: "mail", mail: { id: claimed.messageId, to, message, thread: told.notification.leadId } };
}

async function findReceiver({ tx, directory }: Reading, { repId, personId }: ClaimedDelivery) {
  if (personId !== null) return findPerson(tx, personId);
  return repId === null ? undefined : directory.reps.get(repId);
}

async function readSlackMessage(
  reading: Reading,
  claimed: ClaimedDelivery,
  { name, includeContact }: StoredEndpoint,
): Promise<Message | null> {
  if (claimed.eventId !== null) return renderEvent(reading, claimed.eventId, includeContact);
  if (claimed.notificationId === null) return { subject: "A test of Pointsman", body: `${name} gets messages.` };
  const told = await readNotification(reading, claimed);
  return told === null || isPast(told) ? null : renderNotification(reading, told, includeContact);
}

async function renderEvent(
  { tx, directory }: Reading,
  eventId: NonNullable<ClaimedDelivery["eventId"]>,
  withContact: boolean,
): Promise<Message | null> {
  const event = await findEvent(tx, eventId);
  const view = event === undefined ? undefined : await readLeadView(tx, event.leadId, event.epoch);
  if (event === undefined || view === undefined) return null;
  return renderMessage(EVENT_TEMPLATES[event.kind], readEventFacts(event, view, { directory, withContact }));
}

/** What somebody is told, and the lead that it is about. */
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

async function renderNotification({ tx, directory }: Reading, told: Told, withContact: boolean): Promise<Message> {
  const facts = await readNotificationFacts(tx, told, { directory, withContact });
  return renderMessage(await readTemplate(tx, told.notification.kind), facts);
}

async function readTemplate(tx: Tx, kind: NotificationKind): Promise<MessageTemplate> {
  const changed = (await listTemplates(tx)).find((template) => template.kind === kind);
  return changed ?? DEFAULT_TEMPLATES[kind];
}
