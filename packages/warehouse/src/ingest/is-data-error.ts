/**
 * What the engine answers when it will not take a value, by number: text that it cannot parse (6, 25, 26, 27, 38, 41, 72),
 * types and ranges (53, 69, 70, 117, 131, 321, 349, 407, 691), a constraint (469). All else, such as a table that is missing or a
 * server that is full, is no fault of a row.
 */
const DATA_ERRORS: ReadonlySet<string> = new Set(
  [6, 25, 26, 27, 38, 41, 53, 69, 70, 72, 117, 131, 321, 349, 407, 469, 691].map(String),
);

/** Whether an insert failed for what one of its rows holds, so that the others can be stored without it. */
export function isDataError(error: unknown): error is Error {
  // Not by class: the embedded engine brings its own copy of the client's.
  return error instanceof Error && "code" in error && DATA_ERRORS.has(String(error.code));
}
