import { z } from "zod";

import { LeadEventKind } from "./event.ts";
import { EndpointId, RepId } from "./id.ts";
import { NotificationKind } from "./notification.ts";
import { lineOfText, Timestamp } from "./primitive.ts";

const NOTIFICATION_TYPES = NotificationKind.options.map((kind) => `notification.${kind}` as const);

/** What an endpoint can be called for: changes of leads, and what people are told. */
export const EventType = z.enum([...LeadEventKind.options, ...NOTIFICATION_TYPES]);
export type EventType = z.infer<typeof EventType>;

/** What a call is about; `endpoint.test` is sent on request only. */
export type DeliveryType = EventType | "endpoint.test";

/** `webhook`: signed JSON by the Standard Webhooks specification; `slack`: a message for an incoming webhook of Slack. */
export const EndpointKind = z.enum(["webhook", "slack"]);
export type EndpointKind = z.infer<typeof EndpointKind>;

const EndpointSettings = {
  name: lineOfText(200),
  /** http or https; checked again at each call. */
  url: z.string().min(1).max(2_000),
  /** Who is told when it is disabled. */
  ownerRepId: RepId,
  /** None: only what is sent to it in person, as a rep's own Slack endpoint. */
  types: z.array(EventType).max(EventType.options.length).readonly(),
  /** Sends name, e-mail address and phone of the person behind the lead too. */
  includeContact: z.boolean(),
};

export const CreateEndpointInput = z
  .object({
    ...EndpointSettings,
    kind: EndpointKind,
    includeContact: EndpointSettings.includeContact.default(false),
  })
  .readonly();
export type CreateEndpointInput = z.infer<typeof CreateEndpointInput>;

/** What is left out stays as it is. */
export const UpdateEndpointInput = z
  .object({ endpointId: EndpointId, ...z.object(EndpointSettings).partial().shape })
  .readonly();
export type UpdateEndpointInput = z.infer<typeof UpdateEndpointInput>;

export const EndpointInput = z.object({ endpointId: EndpointId }).readonly();

/** `endpoints.rotateSecret`: both secrets sign for so many hours. */
export const RotateSecretInput = z
  .object({ endpointId: EndpointId, keepOldHours: z.number().int().min(0).max(720).default(24) })
  .readonly();
export type RotateSecretInput = z.infer<typeof RotateSecretInput>;

/** Why an endpoint is not called: it answered 410, it failed for too long, or somebody said so. */
export const DisabledReason = z.enum(["gone", "failing", "by_request"]);
export type DisabledReason = z.infer<typeof DisabledReason>;

export const Endpoint = z
  .object({
    id: EndpointId,
    kind: EndpointKind,
    ...EndpointSettings,
    /** Of a Slack endpoint only its host: the rest is a secret. */
    url: z.string(),
    createdAt: Timestamp,
    /** Since when no call succeeded; null: the last one did, or there was none. */
    failingSince: Timestamp.nullable(),
    lastSuccessAt: Timestamp.nullable(),
    /** It asked to be left alone until then. */
    pausedUntil: Timestamp.nullable(),
    disabledAt: Timestamp.nullable(),
    disabledReason: DisabledReason.nullable(),
  })
  .readonly();
export type Endpoint = z.infer<typeof Endpoint>;

/**
 * - `due`: to be sent, or tried again, at `nextAt` → `sending` → `delivered`, or back to `due`
 * - `failed`: tried for days, or refused for good; can be sent again by `endpoints.redeliver`
 * - `dropped`: no longer true when its turn came, and never sent
 */
export const DeliveryState = z.enum(["due", "sending", "delivered", "failed", "dropped"]);
export type DeliveryState = z.infer<typeof DeliveryState>;

export const ListDeliveriesInput = z
  .object({
    endpointId: EndpointId,
    state: DeliveryState.optional(),
    /** Of the last one of the page before. */
    beforeId: z.number().int().positive().optional(),
    limit: z.number().int().min(1).max(200).default(50),
  })
  .readonly();
export type ListDeliveriesInput = z.infer<typeof ListDeliveriesInput>;

/** One call, or one mail. */
export const DeliveryAttempt = z
  .object({
    attempt: z.number().int(),
    at: Timestamp,
    /** HTTP or SMTP status; null: there was no answer. */
    status: z.number().int().nullable(),
    durationMs: z.number().int(),
    /** Short, nothing of the answer's body; null: it succeeded. */
    error: z.string().nullable(),
  })
  .readonly();
export type DeliveryAttempt = z.infer<typeof DeliveryAttempt>;

export const Delivery = z
  .object({
    id: z.number().int(),
    /** Sent as `webhook-id`: the same for every attempt and every endpoint. */
    messageId: z.string(),
    type: z.string(),
    state: DeliveryState,
    createdAt: Timestamp,
    nextAt: Timestamp,
    finishedAt: Timestamp.nullable(),
    /** The latest 20, the first first. */
    attempts: z.array(DeliveryAttempt).readonly(),
  })
  .readonly();
export type Delivery = z.infer<typeof Delivery>;

/** `endpoints.redeliver`: these, or all that failed since an instant; with the ids that they had. */
export const RedeliverInput = z
  .object({
    endpointId: EndpointId,
    what: z.union([
      z.object({ deliveryIds: z.array(z.number().int().positive()).min(1).max(1_000).readonly() }).readonly(),
      z.object({ failedSince: Timestamp }).readonly(),
    ]),
  })
  .readonly();
export type RedeliverInput = z.infer<typeof RedeliverInput>;

/** What the procedures of endpoints answer with. */
export const EndpointAnswer = z.object({ endpoint: Endpoint }).readonly();
/** `secret`: of a webhook, in this answer only; null: the kind has none. */
export const CreatedEndpoint = z.object({ endpoint: Endpoint, secret: z.string().nullable() }).readonly();
export const EndpointList = z.object({ endpoints: z.array(Endpoint).readonly() }).readonly();
export const RotatedSecret = z.object({ secret: z.string(), oldValidUntil: Timestamp }).readonly();
export const TestedEndpoint = z.object({ deliveryId: z.number().int() }).readonly();
export const RemovedEndpoint = z.object({ removed: EndpointId }).readonly();
export const DeliveryList = z.object({ deliveries: z.array(Delivery).readonly() }).readonly();
export const Redelivered = z.object({ redelivered: z.number().int() }).readonly();
