import { readFile } from "node:fs/promises";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openAnalysts, type TestAnalysts } from "../../test/open-analysts.ts";

/** What the queries of docs/analysts.md say of the planted history, by their headings; worked out by hand. */
const EXPECTED: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  "How many leads a day, and what became of them": [
    ["2026-10-01", 10, 8, 3],
    ["2026-10-31", 1, 0, 0],
  ],
  "How fast leads are routed, by tier": [
    // -0.5, 1, 2, 3 and 61 s.
    ["A", 5, 2, 80],
    ["B", 1, 4, 100],
  ],
  "How often the first choice was wrong, by territory": [
    ["east", 2, 1, 50],
    ["west", 5, 1, 20],
    [null, 1, 0, 0],
  ],
  "What each rep makes of what he is given": [
    ["rep_kim", 7, 2, 3, 28.6],
    ["rep_lee", 5, 1, 1, 20],
  ],
  "Why leads are taken from reps": [
    ["rep_request", 1, 1, ["rep_kim"]],
    ["sla_breach", 1, 1, ["rep_kim"]],
    ["wrong_owner", 1, 1, ["rep_lee"]],
    ["wrong_territory", 1, 1, ["rep_kim"]],
  ],
  "Which rules give leads that stay and convert": [
    [1, "west-a", 6, 2, 1],
    [1, "east-all", 4, 2, 2],
    [1, null, 2, 0, 0],
  ],
  "What waits, and since when": [
    ["parked", "nobody_available", 1, "2026-10-01 08:00:00.000"],
    ["received", null, 1, "2026-10-31 23:59:59.999"],
  ],
  "How much no rule could place, by source": [
    ["demo-form", 9, 2, 22.2],
    ["partner-form", 1, 0, 0],
  ],
  "Conversion within three days, by week of receipt": [["2026-09-28", 8, 2, 25]],
  "At which hours leads come": [
    // 00:00 to 03:59 UTC on Thursday is Wednesday there; 23:59 on Saturday is 19:59.
    [3, 0, 4],
    [4, 0, 6],
    [6, 0, 1],
  ],
  "The way of one lead": [
    [1, "2026-10-01 05:00:04.000", "rep_lee", "east-all", "rerouted", "wrong_owner"],
    [2, "2026-10-01 06:00:00.000", "rep_kim", "east-all", "rerouted", "rep_request"],
    [3, "2026-10-01 07:00:00.000", "rep_lee", null, "open", null],
  ],
  "Leads that went from hand to hand": [["lead_back-again", 2, "rep_lee", "wrong_owner", "assigned"]],
  // Mean of -0.5, 1, 2, 3, 4 and 61 s.
  "A month at a glance, from the daily figures": [["2026-10-01", 11, 8, 25, 11.8]],
  "How often what happens": [
    ["lead.assigned", 12, 8],
    ["lead.received", 11, 11],
    ["lead.rerouted", 5, 4],
    ["lead.converted", 3, 3],
    ["lead.parked", 2, 2],
    ["lead.attached", 1, 1],
    ["lead.held", 1, 1],
  ],
  "How leads add up over the period": [
    ["2026-10-01", 10, 10],
    ["2026-10-31", 1, 11],
  ],
};

const PARAMETERS = { param_from: "2026-10-01", param_until: "2026-11-01", param_lead: "lead_back-again" };

const page = await readFile(new URL("../../../../docs/analysts.md", import.meta.url), "utf8");
const queries = [...page.matchAll(/^### (.+)\n(?:(?!^#)[^])*?^```sql\n([^]*?)^```/gm)].map(
  ([, heading = "", sql = ""]) => [heading, sql] as const,
);

let analysts: TestAnalysts;

beforeAll(async () => {
  analysts = await openAnalysts();
});

afterAll(async () => {
  await analysts[Symbol.asyncDispose]();
});

test("every query of the page is known here, and none is missing from it", () => {
  expect(queries.map(([heading]) => heading)).toEqual(Object.keys(EXPECTED));
  expect(page.match(/^```sql$/gm)).toHaveLength(queries.length);
});

describe("docs/analysts.md", () => {
  test.each(queries)("%s", async (heading, sql) => {
    const search = {
      ...PARAMETERS,
      default_format: "JSONCompactEachRow",
      output_format_json_quote_64bit_integers: "0",
    };
    const { text, status } = await analysts.ask(sql, search);
    expect([status, text.slice(0, 5)]).toEqual([200, expect.not.stringContaining("Code:")]);
    const lines = text.trim().split("\n");
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(EXPECTED[heading]);
  });
});
