import { z } from "zod";

import { ParkReason, RefusalReason } from "../decision.ts";
import { LeadId, QueueId, RepId } from "../id.ts";
import { NotificationKind } from "../notification.ts";
import { Timestamp } from "../primitive.ts";
import { NextCursor, page } from "./paging.ts";

/** `holds.list`: leads that wait for a rep, the next to be released first. */
export const ListHoldsInput = z
  .strictObject({ repId: RepId.optional(), ...page })
  .readonly()
  .prefault({});
export const Hold = z
  .object({
    leadId: LeadId,
    epoch: z.number().int(),
    forRepId: RepId,
    reason: RefusalReason,
    heldSince: Timestamp,
    /** When it is decided again. */
    heldUntil: Timestamp,
  })
  .readonly()
  .meta({ id: "Hold" });
export type Hold = z.infer<typeof Hold>;
export const HoldsPage = z.object({ holds: z.array(Hold).readonly(), nextCursor: NextCursor }).readonly();

/** `slas.list`: leads whose rep has not touched them yet and must by an instant, the most urgent first. */
export const ListSlasInput = z
  .strictObject({
    repId: RepId.optional(),
    /** Only those whose time is over, or only those that still have some. */
    breached: z.boolean().optional(),
    ...page,
  })
  .readonly()
  .prefault({});
export const RunningSla = z
  .object({
    leadId: LeadId,
    epoch: z.number().int(),
    repId: RepId,
    slaId: z.string(),
    assignedAt: Timestamp,
    /** Null: the rep has not taken it yet. */
    acceptedAt: Timestamp.nullable(),
    remindAt: Timestamp.nullable(),
    dueAt: Timestamp,
    breached: z.boolean(),
    /** What comes of it then. */
    onBreach: z.enum(["reroute", "escalate"]),
  })
  .readonly()
  .meta({ id: "RunningSla" });
export type RunningSla = z.infer<typeof RunningSla>;
export const SlasPage = z.object({ slas: z.array(RunningSla).readonly(), nextCursor: NextCursor }).readonly();

/** `queues.leads`: what waits in a queue, the longest waiting first. */
export const ListQueueInput = z.strictObject({ queueId: QueueId, ...page }).readonly();
export const ParkedLead = z
  .object({
    leadId: LeadId,
    epoch: z.number().int(),
    source: z.string(),
    receivedAt: Timestamp,
    qualifiedAt: Timestamp,
    parkedAt: Timestamp,
    reason: ParkReason,
    /** Pools and reps that had no room for it; null: only a person moves it on. */
    waitsFor: z.array(z.string()).readonly().nullable(),
  })
  .readonly()
  .meta({ id: "ParkedLead" });
export type ParkedLead = z.infer<typeof ParkedLead>;
export const ParkedLeadsPage = z.object({ leads: z.array(ParkedLead).readonly(), nextCursor: NextCursor }).readonly();

/** `notifications.list`: what people are told, the latest first. */
export const ListNotificationsInput = z
  .strictObject({
    repId: RepId.optional(),
    leadId: LeadId.optional(),
    kinds: z.array(NotificationKind).min(1).readonly().optional(),
    ...page,
  })
  .readonly()
  .prefault({});
export const NotificationOnFile = z
  .object({
    id: z.number().int(),
    kind: NotificationKind,
    /** Null: those who administer. */
    repId: RepId.nullable(),
    /** Null: it is about no single lead. */
    leadId: LeadId.nullable(),
    epoch: z.number().int().nullable(),
    createdAt: Timestamp,
    /** Ids and times; nothing personal. */
    payload: z.record(z.string(), z.unknown()).readonly(),
  })
  .readonly()
  .meta({ id: "Notification" });
export type NotificationOnFile = z.infer<typeof NotificationOnFile>;
export const NotificationsPage = z
  .object({ notifications: z.array(NotificationOnFile).readonly(), nextCursor: NextCursor })
  .readonly();
