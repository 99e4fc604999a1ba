/**
 * Every error code a caller can see, with its HTTP status and title. The list is closed: a caller may switch on
 * it, each transport maps it, and whatever is not in it leaves as `INTERNAL` without its text.
 */
export const ERROR_CODES = {
  MALFORMED_BODY: { status: 400, title: "The body could not be read" },
  ADDRESS_REFUSED: { status: 400, title: "The address may not be called" },
  UNAUTHENTICATED: { status: 401, title: "A valid API key is needed" },
  FORBIDDEN: { status: 403, title: "The API key lacks a scope" },
  OUT_OF_REACH: { status: 403, title: "Not within the caller's reach" },
  NOT_FOUND: { status: 404, title: "Not found" },
  UNKNOWN_SOURCE: { status: 404, title: "No such lead source" },
  METHOD_NOT_ALLOWED: { status: 405, title: "Method not allowed" },
  CONFLICT: { status: 409, title: "Conflicts with the present state" },
  LEAD_CLOSED: { status: 409, title: "The lead is closed" },
  SAME_REP: { status: 409, title: "That rep has the lead already" },
  STILL_IN_USE: { status: 409, title: "Something still refers to it" },
  STREAM_EXPIRED: { status: 409, title: "The stream no longer reaches back so far" },
  BODY_TOO_LARGE: { status: 413, title: "The body is too large" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: "Unsupported content type" },
  INVALID_INPUT: { status: 422, title: "Some fields are not valid" },
  IDEMPOTENCY_CONFLICT: { status: 422, title: "The idempotency key was used with another body" },
  INTERNAL: { status: 500, title: "Unexpected error" },
  OVERLOADED: { status: 503, title: "Too much work in hand" },
  UNAVAILABLE: { status: 503, title: "Cannot take leads at the moment" },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** What is wrong with one field, and what would be right. */
export interface FieldIssue {
  /** Dotted path as the caller wrote it, e.g. `email` or `members.2.weight`. */
  readonly field: string;
  readonly problem: string;
  readonly expected?: string | undefined;
}

/** An expected failure: its message and issues are written for the caller and may be shown to him. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly issues: readonly FieldIssue[];

  constructor(code: ErrorCode, message: string, issues: readonly FieldIssue[] = []) {
    super(message);
    this.code = code;
    this.issues = issues;
  }
}
