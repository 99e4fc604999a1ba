/**
 * Rows as one JSON parameter, for `json_to_recordset(…)`: one parameter a statement however many rows, arrays inside
 * rows allowed (`unnest` cannot carry those), and a nested object reaches a `json` column as the very text that
 * `JSON.stringify` made of it.
 */
export function toRecordset(rows: readonly object[]): string {
  return JSON.stringify(rows);
}
