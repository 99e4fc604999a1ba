import type { Person } from "@pointsman/contracts/access";
import type { EventType } from "@pointsman/contracts/endpoint";
import type { LeadEvent } from "@pointsman/contracts/event";
import type { EndpointId, LeadId, RepId } from "@pointsman/contracts/id";
import type { NotificationKind, NotificationPreferences } from "@pointsman/contracts/notification";
import type { Rep } from "@pointsman/contracts/organisation";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import type { Tx } from "@pointsman/store/connect";
import { insertDeliveries, type NewDelivery } from "@pointsman/store/deliveries/insert-deliveries";
import { listEndpoints } from "@pointsman/store/endpoints/find-endpoints";
import type { StoredEndpoint } from "@pointsman/store/endpoints/stored-endpoint";
import { inTransaction } from "@pointsman/store/in-transaction";
import { lockExisting } from "@pointsman/store/leads/lock-existing";
import { claimNotifications, type ClaimedNotification } from "@pointsman/store/notifications/claim-notifications";
import { insertNotifications, type NewNotification } from "@pointsman/store/notifications/insert-notifications";
import { findPreferences } from "@pointsman/store/notifications/preferences";
import { findQuietLeads } from "@pointsman/store/notifications/quiet-leads";
import { claimBatch } from "@pointsman/store/outbox/claim-batch";
import { cutOutboxBatch } from "@pointsman/store/outbox/cut-outbox-batch";
import { listPeople } from "@pointsman/store/people/people";

import { chooseWays, type Outlets, type Way } from "./choose-channels.ts";
import type { NotifierContext } from "./notifier-context.ts";

/** Events frozen together where the relay has not done it yet; as many notifications are taken at once. */
const MAX_EVENTS = 1_000;
const MAX_NOTIFICATIONS = 500;

/**
 * Nobody is told of what happened longer ago when its turn comes: where telling was switched on, or no router ran, for
 * longer, people would be told of what they have long seen.
 */
const MAX_AGE_MS = 24 * 3_600_000;

/**
 * Makes deliveries of one batch of events, and of what people are to be told. The outbox's own batches are read, which
 * this cuts where the relay has not: claimed by state, each event gets into one, and the hot path writes nothing more.
 *
 * @returns whether there was anything
 */
export async function dispatch(context: NotifierContext): Promise<boolean> {
  const { db, clock } = context;
  const now = toTimestamp(clock.nowMs());
  const cut = await cutOutboxBatch(db, { maxEvents: MAX_EVENTS, nowTs: now });
  const events = await inTransaction(db, async (tx) => dispatchEvents(tx, now));
  const notifications = await inTransaction(db, async (tx) => dispatchNotifications(tx, context, now));
  return cut !== undefined || events || notifications;
}

async function dispatchEvents(tx: Tx, now: Timestamp): Promise<boolean> {
  const batch = await claimBatch(tx);
  if (batch === null) return false;
  const events = batch.filter(({ occurredAt }) => isFresh(occurredAt, now));
  const told = await leaveOutQuiet(tx, events.flatMap(toNotification), ({ lead }) => lead);
  const here = await lockExisting(tx, [...new Set(told.map(({ lead }) => lead.leadId))]);
  await insertNotifications(
    tx,
    told.filter(({ lead }) => here.has(lead.leadId)),
  );
  const endpoints = await listEnabled(tx);
  await insertDeliveries(
    tx,
    events.flatMap((event) =>
      subscribers(endpoints, event.kind, event.occurredAt).map((endpointId) => toEventDelivery(event, endpointId, now)),
    ),
  );
  return true;
}

/**
 * What a rep is told by the event alone, so that no batch has to write it: that a lead is his, or is his no more and he
 * did not ask for that himself.
 */
function toNotification(event: LeadEvent) {
  const { kind, leadId, epoch, repId, occurredAt, requestedBy, reason } = event;
  const told = (as: NotificationKind, payload: NewNotification["payload"] = {}) =>
    repId === null ? [] : [{ kind: as, repId, lead: { leadId, epoch }, createdAt: occurredAt, payload }];
  if (kind === "lead.assigned") return told("assigned");
  if (kind === "lead.rerouted" && requestedBy !== "rep") return told("taken", { reason });
  return [];
}

async function dispatchNotifications(
  tx: Tx,
  { directories, mailer }: NotifierContext,
  now: Timestamp,
): Promise<boolean> {
  const claimed = await claimNotifications(tx, MAX_NOTIFICATIONS);
  const recent = claimed.filter(({ createdAt }) => isFresh(createdAt, now));
  const fresh = await leaveOutQuiet(tx, recent, ({ leadId, epoch }) => ({ leadId, epoch }));
  if (fresh.length === 0) return claimed.length > 0;
  const { reps } = await directories.read(tx, "none");
  const admins = fresh.some(({ repId }) => repId === null) ? await listAdmins(tx) : [];
  const preferences = await readPreferences(tx, [...fresh, ...admins]);
  const endpoints = await listEnabled(tx);
  const outlets: Outlets = { mails: mailer !== null, endpoints: new Set(endpoints.map(({ id }) => id)) };
  const toPersonal = (notification: ClaimedNotification) =>
    toPersonalDeliveries(notification, { reps, admins, preferences, outlets, now });
  await insertDeliveries(
    tx,
    fresh.flatMap((notification) => [
      ...toPersonal(notification),
      ...subscribers(endpoints, `notification.${notification.kind}`, notification.createdAt).map((endpointId) =>
        toPersonalDelivery(notification, { endpointId, notBefore: now, now }),
      ),
    ]),
  );
  return true;
}

interface Receivers {
  readonly reps: ReadonlyMap<RepId, Rep>;
  readonly admins: readonly Person[];
  readonly preferences: ReadonlyMap<RepId, NotificationPreferences>;
  readonly outlets: Outlets;
  readonly now: Timestamp;
}

/** To the rep, or to all admins: one who is a rep as he prefers, the others by e-mail. */
function toPersonalDeliveries(
  notification: ClaimedNotification,
  { reps, admins, preferences, outlets, now }: Receivers,
): readonly NewDelivery[] {
  const { kind, repId } = notification;
  /** Undefined: no rep, or one who has left. He is told nothing more; what was his is somebody else's by then. */
  const waysOf = (id: RepId | null): readonly Way[] | undefined => {
    const rep = id === null ? undefined : reps.get(id);
    if (rep?.status !== "active") return undefined;
    return chooseWays(kind, { rep, preferences: preferences.get(rep.id) }, { outlets, now });
  };
  if (repId !== null) return (waysOf(repId) ?? []).map((way) => toPersonalDelivery(notification, { ...way, now }));
  const byMail: readonly Way[] = outlets.mails ? [{ endpointId: null, notBefore: now }] : [];
  return admins.flatMap((admin) =>
    (waysOf(admin.repId) ?? byMail).map((way) => toAdminDelivery(notification, admin, { ...way, now })),
  );
}

/** What is told of a decision; a reminder or an escalation comes of the time that passed since. */
const OF_DECISION: ReadonlySet<NotificationKind> = new Set([
  "assigned",
  "parked",
  "co_owner",
  "copied",
  "attached",
  "held_for",
  "backed_up",
]);

interface AboutLead {
  readonly leadId: LeadId | null;
  readonly epoch: number | null;
}

/** Without what tells of the first decision on a lead that was imported quietly. */
async function leaveOutQuiet<T extends { readonly kind: NotificationKind }>(
  tx: Tx,
  told: readonly T[],
  aboutOf: (one: T) => AboutLead,
): Promise<readonly T[]> {
  const leadOf = (one: T) => {
    const { leadId, epoch } = aboutOf(one);
    return epoch === 1 && OF_DECISION.has(one.kind) ? leadId : null;
  };
  const quiet = await findQuietLeads(tx, [...new Set(told.flatMap((one) => leadOf(one) ?? []))]);
  return told.filter((one) => {
    const leadId = leadOf(one);
    return leadId === null || !quiet.has(leadId);
  });
}

/** Who is told of anomalies. */
async function listAdmins(tx: Tx): Promise<readonly Person[]> {
  return (await listPeople(tx)).filter(({ role, status }) => role === "admin" && status === "active");
}

async function readPreferences(tx: Tx, told: readonly { readonly repId: RepId | null }[]) {
  const repIds: readonly RepId[] = [...new Set(told.flatMap(({ repId }) => repId ?? []))];
  return new Map((await findPreferences(tx, repIds)).map((entry) => [entry.repId, entry]));
}

async function listEnabled(tx: Tx): Promise<readonly StoredEndpoint[]> {
  return (await listEndpoints(tx)).filter(({ disabledAt }) => disabledAt === null);
}

/** Whom to call for something that happened at `at`: not those that were added later. */
function subscribers(endpoints: readonly StoredEndpoint[], type: EventType, at: Timestamp): readonly EndpointId[] {
  return endpoints.filter(({ types, createdAt }) => types.includes(type) && createdAt <= at).map(({ id }) => id);
}

function isFresh(at: Timestamp, now: Timestamp): boolean {
  return Date.parse(now) - Date.parse(at) <= MAX_AGE_MS;
}

function toEventDelivery({ eventId, kind }: LeadEvent, endpointId: EndpointId, now: Timestamp): NewDelivery {
  // A full stop parts what is signed, and no id of ours holds a tilde.
  const messageId = `msg_${eventId.slice("evt_".length).replaceAll(".", "~")}`;
  return { messageId, endpointId, repId: null, type: kind, notificationId: null, eventId, nextAt: now, createdAt: now };
}

function toPersonalDelivery(
  { id, kind, repId }: ClaimedNotification,
  way: { readonly endpointId: EndpointId | null; readonly notBefore: Timestamp; readonly now: Timestamp },
): NewDelivery {
  return {
    messageId: `msg_n${id}`,
    endpointId: way.endpointId,
    repId,
    type: `notification.${kind}`,
    notificationId: id,
    eventId: null,
    nextAt: way.notBefore,
    createdAt: way.now,
  };
}

/** By e-mail each admin has a message of his own, for it is told apart by message and endpoint. */
function toAdminDelivery(
  notification: ClaimedNotification,
  { id: personId }: Person,
  way: Way & { readonly now: Timestamp },
): NewDelivery {
  const delivery = toPersonalDelivery(notification, way);
  return way.endpointId === null ? { ...delivery, messageId: `${delivery.messageId}~${personId}`, personId } : delivery;
}
