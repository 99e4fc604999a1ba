import type { Message } from "./message.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** The message as simple HTML, without anything that has to be loaded. Addresses are left to the mail program to link. */
export function toHtml({ subject, body }: Message): string {
  const paragraphs = body
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll("\n", "<br>\n")}</p>`);
  return [
    '<!doctype html><html><head><meta charset="utf-8"></head>',
    '<body style="font-family: sans-serif; line-height: 1.5">',
    `<h3>${escapeHtml(subject)}</h3>`,
    ...paragraphs,
    "</body></html>",
  ].join("\n");
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
