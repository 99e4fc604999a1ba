import { expect, test } from "vitest";

import { describeError, mask } from "./describe-error.ts";

const CANARY = "Zzyzx Canary";

function like(error: Error, properties: object): Error {
  return Object.assign(error, properties);
}

const CASES: readonly (readonly [string, Error])[] = [
  ["a row that Postgres quotes", like(new Error("duplicate key"), { code: "23505", detail: `Key (name)=(${CANARY})` })],
  [
    "a value that Postgres cannot read",
    like(new Error(`invalid input syntax for type json: "${CANARY}"`), { code: "22P02" }),
  ],
  ["text that is no JSON", parse(CANARY)],
  [
    "a mail server's answer",
    like(new Error(`550 <${CANARY.replace(" ", ".")}@x.example> unknown`), { rejected: [CANARY] }),
  ],
  ["what lies beneath", new Error("outer", { cause: parse(CANARY) })],
];

function parse(text: string): Error {
  try {
    JSON.parse(text);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("that was JSON");
}

test.each(CASES)("%s is not logged", (_, error) => {
  const said = JSON.stringify(describeError(error));
  expect(said).not.toContain("Zzyzx");
  expect(said).toContain("describe-error.test");
});

test("what helps is logged: kind, code, constraint, where", () => {
  const error = like(new Error('violates "lead_pkey"'), { code: "40P01", constraint: "lead_pkey", table: "lead" });
  expect(describeError(error)).toMatchObject({
    type: "Error",
    message: 'violates "lead_pkey"',
    code: "40P01",
    constraint: "lead_pkey",
    table: "lead",
  });
});

test("what is not an error is named by its type alone", () => {
  expect(describeError(CANARY)).toEqual({
    type: "string",
    message: "something other than an Error was thrown",
    at: [],
  });
});

test("addresses go, the rest of a text stays", () => {
  expect(mask("to <jo.doe@x.example>: refused")).toBe("to <…@…>: refused");
});
