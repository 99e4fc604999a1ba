import { expect, test } from "vitest";
import { z } from "zod";

import { toFieldIssues } from "./error.ts";

const NAME = z.string("expected a name such as Jane");
const KIND = z.discriminatedUnion("kind", [z.object({ kind: z.literal("a") }), z.object({ kind: z.literal("b") })]);

// A new version of zod that words its messages otherwise is noticed here.
test.each<[string, z.ZodType, unknown, string]>([
  ["nothing for a text", z.string(), undefined, "it is missing: expected a text"],
  ["nothing for a list", z.array(z.string()), undefined, "it is missing: expected a list"],
  ["a number for an object", z.object({}), 300, "expected an object, not a number"],
  ["a fraction", z.number().int(), 1.5, "expected a whole number, not a number"],
  ["another value", z.literal("a"), "b", 'expected "a"'],
  ["none of the options", z.enum(["a", "b"]), "c", 'expected one of "a", "b"'],
  ["none of the kinds", KIND, { kind: "c" }, "expected one of 'a', 'b'"],
  ["an empty text", z.string().min(1), "", "expected at least 1 character"],
  ["a long text", z.string().max(3), "four", "expected at most 3 characters"],
  ["an empty list", z.array(z.string()).min(1), [], "expected at least 1 item"],
  ["a long list", z.array(z.string()).max(2), ["a", "b", "c"], "expected at most 2 items"],
  ["a list of another length", z.array(z.string()).length(2), ["a"], "expected exactly 2 items"],
  ["a small number", z.number().min(1), 0, "expected at least 1"],
  ["no positive number", z.number().positive(), 0, "expected more than 0"],
  ["a large number", z.number().max(500), 501, "expected at most 500"],
  ["no address", z.email(), "jane", "expected an e-mail address such as jane@example.com"],
  ["no URL", z.url(), "jane", "expected a URL such as https://www.example.com"],
  ["what the schema has words for", NAME, undefined, "expected a name such as Jane"],
])("of %s a caller is told what would be right", (_, schema, value, problem) => {
  const { error } = schema.safeParse(value);
  expect(error === undefined ? [] : toFieldIssues(error)).toEqual([{ field: expect.any(String), problem }]);
});

test("each field that nobody knows is told by its own name", () => {
  const { error } = z.object({ rep: z.strictObject({ capacity: z.number() }) }).safeParse({
    rep: { capacity: 1, capactiy: 2, nmae: "x" },
  });
  expect(error === undefined ? [] : toFieldIssues(error)).toEqual([
    { field: "rep.capactiy", problem: "there is no such field" },
    { field: "rep.nmae", problem: "there is no such field" },
  ]);
});
