import { toOneLine } from "./render-text.ts";

/**
 * Text that others wrote, as Markdown that shows exactly that text: on one line, no emphasis, no cell border, no HTML,
 * no link. Names and notes hold what a lead typed into a public form, so that an address in them must not become
 * clickable in the chat or the ticket where the explanation ends up.
 */
export function escapeMarkdown(text: string): string {
  return toOneLine(text)
    .replaceAll(DIRECTION, "")
    .replaceAll(/[\\`*_[\]<>|~#&@!$]/g, "\\$&")
    .replaceAll("://", "\\://")
    .replaceAll(/\bwww\./gi, (found) => `${found.slice(0, -1)}\\.`);
}

/** Marks that turn the direction of what follows them, other cells of the table included. */
const DIRECTION = /[\u202A-\u202E\u2066-\u2069]/gu;
