import { describe, expect, test } from "vitest";

import { toFieldIssues } from "./error.ts";
import { Submission } from "./lead.ts";

const GOOD = {
  leadId: "lead_a",
  source: "demo-form",
  idempotencyKey: "a",
  bodyHash: "a".repeat(64),
  receivedAt: "2026-11-22T09:30:00.000Z",
  lead: { email: "ann@firm.example" },
  warnings: [],
};

describe("a submission", () => {
  test.each([
    ["lead.company", { lead: { ...GOOD.lead, company: "A\0B" } }],
    ["lead.message", { lead: { ...GOOD.lead, message: "half a \ud83d" } }],
    ["lead.extra.q", { lead: { ...GOOD.lead, extra: { q: "\udc00 the other half" } } }],
    ["lead.utm.source", { lead: { ...GOOD.lead, utm: { source: "\ud800" } } }],
    ["idempotencyKey", { idempotencyKey: "\0" }],
    ["warnings.0", { warnings: ["\0"] }],
  ])("with text in %s that no database can hold is refused by that field", (field, overrides) => {
    const { error } = Submission.safeParse({ ...GOOD, ...overrides });
    expect(error && toFieldIssues(error).map((issue) => issue.field)).toEqual([field]);
  });

  test("may hold any character that is one", () => {
    const lead = { ...GOOD.lead, company: "Ünïcode 🎉 GmbH", message: "tab\tand\nline" };
    expect(Submission.parse({ ...GOOD, lead }).lead).toEqual(lead);
  });
});
