import { z } from "zod";

import { AppError, ERROR_CODES, type ErrorCode as Code } from "./app-error.ts";
import { inPlainWords } from "./plain-words.ts";

export { AppError, ERROR_CODES };

export const ErrorCode = z.enum(Object.keys(ERROR_CODES) as [Code, ...Code[]]);
export type ErrorCode = Code;

/** What is wrong with one field, and what would be right. */
export const FieldIssue = z
  .object({
    /** Dotted path as the caller wrote it, e.g. `email` or `members.2.weight`. */
    field: z.string(),
    problem: z.string(),
    expected: z.string().optional(),
  })
  .readonly();
export type FieldIssue = z.infer<typeof FieldIssue>;

/** The body of every error answer: problem details (RFC 9457) with a stable `code` and the fields at fault. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: ErrorCode,
    detail: z.string(),
    errors: z.array(FieldIssue).readonly().optional(),
    requestId: z.string().optional(),
  })
  .readonly()
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;

/** Maps any thrown value to the answer a caller may see. What is not an `AppError` keeps its text to itself. */
export function toProblem(error: unknown, requestId?: string): Problem {
  const known = error instanceof AppError ? error : new AppError("INTERNAL", "Something went wrong on our side.");
  const { status, title } = ERROR_CODES[known.code];
  return {
    type: `urn:pointsman:problem:${known.code.toLowerCase().replaceAll("_", "-")}`,
    title,
    status,
    code: known.code,
    detail: known.message,
    ...(known.issues.length > 0 && { errors: known.issues }),
    ...(requestId !== undefined && { requestId }),
  };
}

/** Zod's issues as field issues: the path dotted, the message as the schema words it, else in plain words. */
export function toFieldIssues(error: z.core.$ZodError): readonly FieldIssue[] {
  return error.issues.flatMap(unwrapUnion).flatMap((issue) => {
    const { path, message } = issue;
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({ field: toField([...path, key]), problem: "there is no such field" }));
    return [{ field: toField(path), problem: inPlainWords(message) }];
  });
}

function toField(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "(body)" : path.map(String).join(".");
}

/**
 * "Invalid input" for a value that fits none of several shapes says nothing: instead what is wrong with it as the shape
 * that it is nearest to, which is the one with the fewest issues, and of those the one that was followed furthest.
 */
function unwrapUnion(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
  const shapes = issue.errors.map((issues) => issues.flatMap(unwrapUnion));
  const nearest = shapes.reduce((best, shape) => (isNearer(shape, best) ? shape : best));
  return nearest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function isNearer(a: readonly z.core.$ZodIssue[], b: readonly z.core.$ZodIssue[]): boolean {
  if (a.length !== b.length) return a.length < b.length;
  return depthOf(a) > depthOf(b);
}

/** An unknown key means that the others fitted: as good as one level more. */
function depthOf(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(...issues.map(({ code, path }) => path.length + (code === "unrecognized_keys" ? 1.5 : 0)));
}

/**
 * Parses `value` or throws `INVALID_INPUT` with an issue per field.
 *
 * @param what names the thing in the message: "rule set", "lead".
 */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = toFieldIssues(parsed.error);
  const first = issues[0];
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  throw new AppError("INVALID_INPUT", `The ${what} is not valid: ${first?.field}: ${first?.problem}${more}`, issues);
}
