import { expect, test } from "vitest";
import type { z } from "zod";

import { RerouteLeadInput, WorkLeadInput } from "../api.ts";
import { toFieldIssues } from "../error.ts";
import { ListLeadsInput } from "./leads.ts";
import { LiveInput } from "./live.ts";
import { ListInput } from "./organisation.ts";

// A mistyped filter would list everything, a mistyped `toRepId` give the lead to whom the rules say.
test.each<[string, z.ZodType, Readonly<Record<string, unknown>>]>([
  ["rep", ListLeadsInput, { limit: 1 }],
  ["page", ListInput, {}],
  ["queue", LiveInput, {}],
  ["rep", RerouteLeadInput, { leadId: "lead_1", reason: "capacity" }],
  ["rep", WorkLeadInput, { leadId: "lead_1" }],
])("the field %j, which nobody knows, is refused by its name", (field, schema, input) => {
  const { error } = schema.safeParse({ ...input, [field]: "rep_jordan-k" });
  expect(error === undefined ? [] : toFieldIssues(error)).toContainEqual({ field, problem: "there is no such field" });
});
