import * as fc from "fast-check";
import { expect, test } from "vitest";

import { toSlackMessage } from "./slack-message.ts";

const send = (subject: string, body: string) => toSlackMessage({ subject, body });

test("a message has a header, its lines, and the same as plain text", () => {
  expect(send("New lead: Apex Corp", "Account: Apex & Sons\nNote: copy Sarah K.")).toMatchObject({
    text: "New lead: Apex Corp\nAccount: Apex &amp; Sons\nNote: copy Sarah K.",
    blocks: [
      { type: "header", text: { type: "plain_text", text: "New lead: Apex Corp" } },
      { type: "section", text: { type: "mrkdwn", text: "Account: Apex &amp; Sons\nNote: copy Sarah K." } },
    ],
  });
});

test("what somebody typed into a form makes no mention, no link and no markup", () => {
  const { text, blocks } = send("x", "Name: <!channel> <https://evil.example|bank> *bold* _em_ `code` lead_a_b");
  expect(blocks[1]?.text.text).toBe(
    "Name: &lt;!channel&gt; &lt;https://evil.example|bank&gt; *\u2060bold*\u2060 _\u2060em_\u2060 `\u2060code`\u2060 lead_a_b",
  );
  expect(text).not.toMatch(/[<>]/);
});

test("whatever the text, Slack's limits hold and nothing is unescaped or cut within a character", () => {
  const line = fc.oneof(
    fc.string({ maxLength: 60, unit: "grapheme" }),
    fc.constantFrom("<!here>".repeat(900), "&".repeat(5_000), "💡".repeat(4_000), ""),
  );
  fc.assert(
    fc.property(line, fc.array(line, { maxLength: 30 }), (subject, lines) => {
      const { text, blocks } = send(subject, lines.join("\n"));
      expect(blocks.length).toBeLessThanOrEqual(5);
      for (const block of blocks) {
        expect(block.text.text.length).toBeLessThanOrEqual(block.type === "header" ? 150 : 3_000);
        expect(block.text.text.isWellFormed()).toBe(true);
      }
      const sections = blocks.filter(({ type }) => type === "section").map((block) => block.text.text);
      expect(sections.join("")).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
      expect(text.length).toBeLessThanOrEqual(3_000);
      expect(text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
    }),
  );
});
