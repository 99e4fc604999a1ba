import { describe, expect, test } from "vitest";
import { z } from "zod";

import { AppError, ERROR_CODES, ErrorCode, parseInput, Problem, toProblem } from "./error.ts";

describe("a problem", () => {
  test.each(Object.keys(ERROR_CODES))("of %s has the status of the table and the shape of the contract", (name) => {
    const code = ErrorCode.parse(name);
    const problem = toProblem(new AppError(code, "Something for the caller."), "req-1");
    expect(Problem.parse(problem)).toEqual(problem);
    expect(problem).toMatchObject({
      code,
      status: ERROR_CODES[code].status,
      detail: "Something for the caller.",
      requestId: "req-1",
    });
  });

  test.each([new Error("password=hunter2"), "password=hunter2", { secret: "hunter2" }, undefined])(
    "of anything unexpected (%#) keeps its text to itself",
    (error) => {
      const problem = toProblem(error);
      expect(problem).toMatchObject({ code: "INTERNAL", status: 500 });
      expect(JSON.stringify(problem)).not.toContain("hunter2");
    },
  );
});

describe("input that does not parse", () => {
  const Schema = z.object({ members: z.array(z.object({ weight: z.number().int() })) });

  test("is refused with the path of each field", () => {
    const refuse = () => parseInput(Schema, { members: [{ weight: 1 }, { weight: "x" }, {}] }, "pool");
    expect(refuse).toThrow(AppError);
    expect(refuse).toThrow(/The pool is not valid: members\.1\.weight: .* \(and 1 more\)/);
  });

  test("as a whole is named as the body", () => {
    expect(() => parseInput(Schema, null, "pool")).toThrow(/\(body\)/);
  });

  test("and what does parse comes back", () => {
    expect(parseInput(Schema, { members: [] }, "pool")).toEqual({ members: [] });
  });
});
