import { z } from "zod";

import { EndpointId, RepId } from "./id.ts";
import { Shift } from "./organisation.ts";
import { lineOfText, plainText } from "./primitive.ts";

/**
 * What a rep, or of anomalies who administers, is told.
 *
 * - `assigned`: a lead is his; `taken`: a lead of his was given to somebody else
 * - `parked`: a lead waits in a queue of his
 * - `co_owner`, `copied`: a lead went to somebody else, with him
 * - `attached`: another lead of the same person joined one of his
 * - `held_for`: a lead waits until he is back from time off
 * - `backed_up`: his backup got a lead while he is on time off
 * - `reminder`: a lead of his is to be touched soon
 * - `escalation`: somebody's lead was not touched in time
 * - `digest`: he is back; what was held for him and what his backup got
 * - `endpoint_disabled`: an endpoint of his is not called any more
 * - `calendar_stale`: his calendar, or that of somebody he answers for, could not be read for long
 * - `anomaly_opened`: something moved in how leads are routed; `anomaly_closed`: it is as usual again. Told to admins
 */
export const NotificationKind = z.enum([
  "assigned",
  "taken",
  "parked",
  "co_owner",
  "copied",
  "attached",
  "held_for",
  "backed_up",
  "reminder",
  "escalation",
  "digest",
  "endpoint_disabled",
  "calendar_stale",
  "anomaly_opened",
  "anomaly_closed",
]);
export type NotificationKind = z.infer<typeof NotificationKind>;

/** What cannot wait: told in quiet hours too, and by at least one channel. */
export const URGENT_KINDS = [
  "parked",
  "escalation",
  "endpoint_disabled",
] as const satisfies readonly NotificationKind[];

/** How a person is told. */
export const PersonChannel = z.enum(["email", "slack"]);
export type PersonChannel = z.infer<typeof PersonChannel>;

const Channels = z.array(PersonChannel).max(2).readonly();

/** How and when one rep is told. */
export const NotificationPreferences = z
  .object({
    repId: RepId,
    /** For kinds that are to be told otherwise than usual. Usual is e-mail; `held_for` and `backed_up` are in the digest. */
    channels: z.partialRecord(NotificationKind, Channels).default({}),
    /** When nothing but what is urgent is sent, in his own zone; the rest waits until they end. */
    quietHours: z.array(Shift).max(50).readonly().default([]),
    /** A Slack endpoint, where `channels` names Slack. */
    slackEndpointId: EndpointId.nullable().default(null),
  })
  .superRefine(({ channels, slackEndpointId }, ctx) => {
    for (const kind of URGENT_KINDS) {
      if (channels[kind]?.length === 0)
        ctx.addIssue({ code: "custom", path: ["channels", kind], message: "is urgent: expected at least one channel" });
    }
    if (slackEndpointId === null && Object.values(channels).some((list) => list.includes("slack")))
      ctx.addIssue({
        code: "custom",
        path: ["slackEndpointId"],
        message: "expected an endpoint: channels names slack",
      });
  })
  .readonly();
export type NotificationPreferences = z.infer<typeof NotificationPreferences>;

export const ReadPreferencesInput = z.object({ repId: RepId }).readonly();

/** Text with facts in braces: `New lead: {lead.title}`. A line of which no fact is known is left out. */
export const MessageTemplate = z.object({ subject: lineOfText(300), body: plainText(10_000).min(1) }).readonly();
export type MessageTemplate = z.infer<typeof MessageTemplate>;

/** `template: null` brings back the one that comes with the product. */
export const SetTemplateInput = z.object({ kind: NotificationKind, template: MessageTemplate.nullable() }).readonly();
export type SetTemplateInput = z.infer<typeof SetTemplateInput>;

/** A kind's template, or one that is not saved yet, filled with facts of an example. */
export const PreviewTemplateInput = z
  .object({ kind: NotificationKind, template: MessageTemplate.optional() })
  .readonly();
export type PreviewTemplateInput = z.infer<typeof PreviewTemplateInput>;

/** `notifications.templates`: the wording of every kind, and what a template may ask for. */
export const TemplateList = z
  .object({
    facts: z.array(z.string()).readonly(),
    templates: z
      .array(
        z.object({ kind: NotificationKind, subject: z.string(), body: z.string(), changed: z.boolean() }).readonly(),
      )
      .readonly(),
  })
  .readonly();

const SlackBlock = z
  .object({
    type: z.string(),
    text: z
      .object({ type: z.string(), text: z.string(), emoji: z.boolean().optional(), verbatim: z.boolean().optional() })
      .readonly(),
  })
  .readonly();
const SlackBody = z
  .object({
    text: z.string(),
    blocks: z.array(SlackBlock).readonly(),
    unfurl_links: z.boolean(),
    unfurl_media: z.boolean(),
  })
  .readonly();

/** `notifications.previewTemplate`: as mail and as Slack has it. */
export const PreviewedMessage = z.object({ subject: z.string(), body: z.string(), slack: SlackBody }).readonly();
