import type { FieldIssue } from "@pointsman/contracts/app-error";
import type { MessageTemplate } from "@pointsman/contracts/notification";
import type { Facts } from "@pointsman/contracts/rule-set";
import type { Message } from "@pointsman/outbound/message";
import { toKnown } from "@pointsman/router-core/conditions/evaluate";
import { fillNote, listPlaceholders } from "@pointsman/router-core/explain/fill-note";
import { toOneLine } from "@pointsman/router-core/explain/render-text";
import { nearestName } from "@pointsman/router-core/rule-set/nearest-name";

import { FACT_NAMES } from "./message-facts.ts";

const MAX_SUBJECT = 200;

/** Fills a template. A line that asks for facts of which none is known is left out. */
export function renderMessage({ subject, body }: MessageTemplate, facts: Facts): Message {
  const lines = body.split("\n").filter((line) => !isAllUnknown(line, facts));
  // A heading whose line is left out leaves nothing behind but its paragraph.
  const text = lines
    .map((line) => fillNote(line, facts))
    .join("\n")
    .replaceAll(/^[^\n]+:\n(?=\n|$)/gm, "")
    .replaceAll(/\n{3,}/g, "\n\n");
  return { subject: toOneLine(fillNote(subject, facts)).slice(0, MAX_SUBJECT).toWellFormed(), body: text.trim() };
}

function isAllUnknown(line: string, facts: Facts): boolean {
  const asked = listPlaceholders(line).flatMap(({ fact }) => fact ?? []);
  return asked.length > 0 && asked.every((fact) => toKnown(facts[fact]) === null);
}

/** What is wrong with a template: placeholders that no message has. */
export function listTemplateIssues(template: MessageTemplate): readonly FieldIssue[] {
  return (["subject", "body"] as const).flatMap((part) =>
    listPlaceholders(template[part]).flatMap(({ text, fact }): readonly FieldIssue[] => {
      if (fact !== null && FACT_NAMES.includes(fact)) return [];
      const near = nearestName(text.slice(1, -1), FACT_NAMES);
      const expected = near === null ? `one of ${FACT_NAMES.join(", ")}` : `{${near}}`;
      return [{ field: `template.${part}`, problem: `${text} is no fact of a message`, expected }];
    }),
  );
}
