import type { Message } from "./message.ts";

/** Limits of Slack's blocks, in characters. */
const MAX_HEADER = 150;
const MAX_SECTION = 3_000;
const MAX_FALLBACK = 3_000;

/** What marks text up; an underscore within a word, as in an id, does not. */
const MARKS = /[*~`]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;

/** A message may hold 50 blocks; nobody reads more than a few. */
const MAX_SECTIONS = 4;

type Block = {
  readonly type: string;
  readonly text: {
    readonly type: string;
    readonly text: string;
    readonly emoji?: boolean;
    readonly verbatim?: boolean;
  };
};

/** The body of a call of an incoming webhook: `text` is for where blocks cannot be shown. */
export type SlackMessage = {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly unfurl_links: boolean;
  readonly unfurl_media: boolean;
};

/**
 * A message as an incoming webhook of Slack takes it: blocks, and plain text for notifications and screen readers. What
 * people typed cannot make links, mentions or markup of it.
 */
export function toSlackMessage({ subject, body }: Message): SlackMessage {
  const sections = cutText(body.trim()).map((text) => ({
    type: "section",
    text: { type: "mrkdwn", text, verbatim: true },
  }));
  return {
    text: escapeWithin(`${subject}\n${body}`, MAX_FALLBACK),
    // A header takes plain text only, in which nothing needs to be escaped.
    blocks: [
      { type: "header", text: { type: "plain_text", text: cut(subject, MAX_HEADER), emoji: false } },
      ...sections,
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}

/**
 * `&`, `<` and `>` begin what Slack makes of text; `*_~` and backquotes mark it up, and a word joiner behind each keeps
 * them as they are. `verbatim` keeps Slack from looking for links and names by itself.
 */
function escapeSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(MARKS, "$&\u2060");
}

/** Whole lines where they fit; entities are never cut in two, because lines are escaped after they are cut. */
function cutText(text: string): readonly string[] {
  const sections: string[] = [];
  for (const line of text.split("\n").map((line) => escapeWithin(line, MAX_SECTION))) {
    const last = sections.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= MAX_SECTION)
      sections[sections.length - 1] = `${last}\n${line}`;
    else sections.push(line);
  }
  // An empty section is refused.
  return sections.filter((section) => section.trim() !== "").slice(0, MAX_SECTIONS);
}

function escapeWithin(line: string, max: number): string {
  let kept = line;
  while (escapeSlack(kept).length > max) kept = cut(kept, Math.floor(kept.length * 0.9));
  return escapeSlack(kept);
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).toWellFormed()}…`;
}
