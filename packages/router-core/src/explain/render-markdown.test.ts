import type { Decision } from "@pointsman/contracts/decision";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { awayUntil, buildRep, decideGiven, namesOf, toInputs, WEST_LEAD, type Given } from "../decide.fixture.ts";
import { escapeMarkdown } from "./escape-markdown.ts";
import { cases, decisionOf, namesOfDirectory } from "./explain.fixture.ts";
import { renderMarkdown } from "./render-markdown.ts";
import { renderText, type Names } from "./render-text.ts";

const TAME: Names = { rep: () => "Name", pool: () => "Name", queue: () => "Name" };

function markdownOf(given: Given): string {
  return renderMarkdown(decideGiven(given).decision, namesOf(toInputs(given).snapshot));
}

describe("a decision in Markdown", () => {
  test("has who got it, each criterion, each colleague with his reason, and what goes with it", () => {
    const reps = [
      buildRep("ann", { skills: ["revops"] }),
      buildRep("bea", awayUntil("2026-11-23T08:00:00.000Z")),
      buildRep("cid"),
    ];
    expect(markdownOf({ reps, pool: ["ann", "bea", "cid"], openLeads: { ann: 7, cid: 2 } })).toBe(
      [
        "## Assigned to Ann",
        "",
        "Matched 2 of 3 criteria. Decided at 2026-11-20T12:00:00.000Z by version 1 of the rules.",
        "",
        "| # | Criterion | Finding | Met |",
        "| --- | --- | --- | --- |",
        "| 1 | Existing account | none | no |",
        "| 2 | Territory | West 200–500 → Ann (available); not Bea (out of office until 2026-11-23T08:00:00.000Z) | yes |",
        "| 3 | Vertical specialist | revops → Ann (specialist) | yes |",
        "",
        "| Colleague | Criterion | Open leads | Owed before → after | Back at | Why |",
        "| --- | --- | --- | --- | --- | --- |",
        "| Ann | Territory | 7 of 20 | 0 → 0 | – | Ann has the lead. |",
        "| Bea | Territory | 0 of 20 | 0 → 0 | 2026-11-23T08:00:00.000Z | Bea was passed over at Territory: out of office until 2026-11-23T08:00:00.000Z. |",
        "| Cid | Territory | 2 of 20 | 0 → 0 | – | Cid could take it, but Ann came first at Territory: a specialist in revops. |",
        "",
      ].join("\n"),
    );
  });

  test("has co-owner, copies and note as a list", () => {
    const facts = { ...WEST_LEAD, "account.status": "closed_lost", "account.formerOwnerId": "rep_ann" };
    const markdown = markdownOf({
      reps: [buildRep("ann")],
      facts: { ...facts, "account.name": "A|B <img src=x> www.evil.example https://evil.example a@evil.example" },
    });
    expect(markdown.split("\n").slice(-2)).toEqual([
      "- Note: A\\|B \\<img src=x\\> www\\.evil.example https\\://evil.example a\\@evil.example was lost before",
      "",
    ]);
  });

  test("of a lead that a person gave has no tables", () => {
    expect(markdownOf({ reps: [buildRep("ann")], pool: ["ann"], request: { assignTo: "rep_ann" } })).toBe(
      "## Assigned to Ann by hand\n\nDecided at 2026-11-20T12:00:00.000Z by version 1 of the rules.\n",
    );
  });
});

/** Lines as a reader of Markdown sees their structure: what is escaped is text, whatever it is. */
function skeletonOf(markdown: string): readonly string[] {
  return markdown
    .split("\n")
    .map((line) => line.replaceAll(/\\[!-/:-@[-`{-~]/g, "").replaceAll(/[^|#*_[\]<>`~&!@$]/g, ""));
}

describe("names and texts", () => {
  const hostile = fc.string({
    unit: fc.constantFrom(
      "|",
      "*",
      "\n",
      "\r\n",
      "\\",
      "`",
      "_",
      "[a](b)",
      "<b>",
      "#",
      "\u2028",
      "\u202E",
      "&amp;",
      "~",
      "$",
      "x",
      " ",
    ),
    minLength: 1,
    maxLength: 8,
  });

  test("cannot break the Markdown: its structure is that of the same decision with tame names", () => {
    fc.assert(
      fc.property(cases(), hostile, (given, name) => {
        const decision = decisionOf(given);
        const names: Names = { rep: () => name, pool: () => name, queue: () => name };
        expect(skeletonOf(renderMarkdown(decision, names))).toEqual(skeletonOf(renderMarkdown(decision, TAME)));
      }),
      { numRuns: 300 },
    );
  });

  test("of stages, rules and notes cannot either", () => {
    fc.assert(
      fc.property(cases(), hostile, (given, text) => {
        const decision = decisionOf(given);
        expect(skeletonOf(renderMarkdown(withTexts(decision, text), TAME))).toEqual(
          skeletonOf(renderMarkdown(withTexts(decision, "text"), TAME)),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("make no line of their own in plain text", () => {
    fc.assert(
      fc.property(cases(), hostile, (given, name) => {
        const lines = renderText(decisionOf(given), { rep: () => name, pool: () => name, queue: () => name });
        expect(lines.join("\n").split(/[\n\r\u2028\u2029]/)).toEqual(lines);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ["a|b", String.raw`a\|b`],
    ["*Łucja*\n_李_", String.raw`\*Łucja\* \_李\_`],
    ["\\|", String.raw`\\\|`],
    ["see WWW.evil.example", String.raw`see WWW\.evil.example`],
    ["\u202Eabc", "abc"],
    ["Jordan K. (West 200–500)", "Jordan K. (West 200–500)"],
  ])("%j are written %j", (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });
});

test("every decision can be told, in text and in Markdown", () => {
  fc.assert(
    fc.property(cases(), (given) => {
      const decision = decisionOf(given);
      const names = namesOfDirectory(given);
      const texts = [...renderText(decision, names), renderMarkdown(decision, names)];
      for (const text of texts) expect(text).not.toMatch(/undefined|NaN|\[object|null\b/);
    }),
    { numRuns: 500 },
  );
});

function withTexts(decision: Decision, text: string): Decision {
  const { outcome, trace } = decision;
  return {
    ...decision,
    outcome: outcome.kind === "assigned" ? { ...outcome, note: text } : outcome,
    trace: {
      ...trace,
      steps: trace.steps.map((step) => ({
        ...step,
        stageName: text,
        rule: step.rule === null ? null : { id: "r", name: text },
        skill: step.skill === null ? null : text,
      })),
    },
  };
}
