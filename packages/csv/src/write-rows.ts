import { stringify } from "csv-stringify/sync";

import { neutralise } from "./formula.ts";

/** What a file starts with, so that spreadsheets read it as UTF-8. */
export const BYTE_ORDER_MARK = "\uFEFF";

/**
 * Rows as text (RFC 4180). No cell starts a formula, also not where a spreadsheet takes another separator: every cell that
 * holds one is quoted.
 */
export function writeRows(rows: readonly (readonly string[])[]): string {
  return stringify(
    rows.map((cells) => cells.map(neutralise)),
    { record_delimiter: "\r\n", quoted_match: /[,;|\t\r\n"']|^\s|\s$/ },
  );
}
