import { AppError } from "@pointsman/contracts/error";
import {
  NotificationKind,
  type MessageTemplate,
  type PreviewTemplateInput,
  type SetTemplateInput,
} from "@pointsman/contracts/notification";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Message } from "@pointsman/outbound/message";
import { toSlackMessage, type SlackMessage } from "@pointsman/outbound/slack-message";
import { inTransaction } from "@pointsman/store/in-transaction";
import { deleteTemplate, listTemplates, saveTemplate } from "@pointsman/store/notifications/message-templates";

import type { ServiceContext } from "../../context.ts";
import { DEFAULT_TEMPLATES } from "../../notifier/default-templates.ts";
import { EXAMPLE_FACTS } from "../../notifier/example-facts.ts";
import { FACT_NAMES } from "../../notifier/message-facts.ts";
import { listTemplateIssues, renderMessage } from "../../notifier/render-message.ts";

interface Templates {
  /** What a template may ask for. */
  readonly facts: readonly string[];
  readonly templates: readonly (MessageTemplate & { readonly kind: NotificationKind; readonly changed: boolean })[];
}

/** The wording of every kind of message. */
export async function readTemplates({ db }: ServiceContext): Promise<Templates> {
  const changed = new Map((await listTemplates(db)).map((template) => [template.kind, template]));
  return {
    facts: FACT_NAMES,
    templates: NotificationKind.options.map((kind) => {
      const { subject, body } = changed.get(kind) ?? DEFAULT_TEMPLATES[kind];
      return { kind, subject, body, changed: changed.has(kind) };
    }),
  };
}

/** @throws AppError `INVALID_INPUT` for a placeholder that no message has */
export async function setTemplate(
  { db, clock }: ServiceContext,
  { kind, template }: SetTemplateInput,
): Promise<MessageTemplate> {
  if (template === null) {
    await inTransaction(db, async (tx) => deleteTemplate(tx, kind));
    return DEFAULT_TEMPLATES[kind];
  }
  requireSound(template);
  await inTransaction(db, async (tx) => saveTemplate(tx, { kind, ...template }, toTimestamp(clock.nowMs())));
  return template;
}

/** A template filled with an example, as mail and as Slack have it. @throws AppError `INVALID_INPUT` */
export async function previewTemplate(
  { db }: ServiceContext,
  { kind, template }: PreviewTemplateInput,
): Promise<Message & { readonly slack: SlackMessage }> {
  if (template !== undefined) requireSound(template);
  const changed = (await listTemplates(db)).find((one) => one.kind === kind);
  const message = renderMessage(template ?? changed ?? DEFAULT_TEMPLATES[kind], EXAMPLE_FACTS);
  return { ...message, slack: toSlackMessage(message) };
}

function requireSound(template: MessageTemplate): void {
  const issues = listTemplateIssues(template);
  const [first] = issues;
  if (first !== undefined) throw new AppError("INVALID_INPUT", `The template is not valid: ${first.problem}.`, issues);
}
