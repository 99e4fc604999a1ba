import { AppError, type ErrorCode, type FieldIssue } from "@pointsman/contracts/error";
import type { ImportKind } from "@pointsman/contracts/imports";

import type { Lookups } from "./cell.ts";
import { KINDS, type AnyKind } from "./kinds.ts";
import type { Values } from "./kinds/kind.ts";
import { matchHeader, type MatchedHeader } from "./match-header.ts";
import { readRows, type Row } from "./read-rows.ts";

/** A row as it was read. Its issues name columns as the file does. */
export type ReadRow =
  | { readonly ok: true; readonly row: number; readonly values: Values; readonly key: string | undefined }
  | { readonly ok: false; readonly row: number; readonly code: ErrorCode; readonly errors: readonly FieldIssue[] };

export interface FileSource {
  readonly kind: ImportKind;
  /** The text from its beginning, each time. */
  readonly open: () => AsyncIterable<string>;
  /** Title of a column → field. */
  readonly mapping?: ReadonlyMap<string, string> | undefined;
  readonly lookups: Lookups;
}

/**
 * Reads a file row by row.
 *
 * @param onHeader told of the header before the first row
 * @throws AppError `MALFORMED_BODY` where it is not CSV, `INVALID_INPUT` where its header will not do
 */
export async function* readFile(
  source: FileSource,
  onHeader?: (header: MatchedHeader) => void,
): AsyncGenerator<ReadRow> {
  const kind: AnyKind = KINDS[source.kind];
  let header: MatchedHeader | undefined;
  let width = 0;
  for await (const row of readRows(source.open())) {
    if (header === undefined) {
      header = matchHeader(row.cells, kind, source.mapping);
      width = row.cells.length;
      onHeader?.(header);
    } else yield readRow(row, { kind, header, width, lookups: source.lookups });
  }
  if (header === undefined) throw new AppError("MALFORMED_BODY", "The file is empty: not even a header stands in it.");
}

interface Reading {
  readonly kind: AnyKind;
  readonly header: MatchedHeader;
  readonly width: number;
  readonly lookups: Lookups;
}

function readRow(row: Row, { kind, header, width, lookups }: Reading): ReadRow {
  if (row.cells.slice(width).some((cell) => cell.trim() !== "")) {
    const problem = `it has ${row.cells.length} cells, the header ${width}`;
    return refuse(row, [{ field: "(row)", problem, expected: "quotes around cells that hold a separator" }]);
  }
  const values: Record<string, unknown> = {};
  const errors: FieldIssue[] = [];
  for (const column of kind.columns) {
    const place = header.columns.get(column.field);
    if (place === undefined) continue;
    const cell = row.cells[place.position] ?? "";
    const isEmpty = cell === "" || (cell.trim() === "" && !KEEPS_BLANKS.has(column.field));
    const read = isEmpty ? column.empty : column.read(cell, lookups);
    if (read === undefined) continue;
    if ("problem" in read) errors.push({ field: place.title, problem: read.problem, expected: read.expected });
    else values[column.field] = read.value;
  }
  if (errors.length > 0) return refuse(row, errors);
  const joined = kind.join(values);
  if ("problem" in joined) return refuse(row, [{ field: "(row)", ...joined }]);
  const joinedValues = joined.value as Values;
  return { ok: true, row: row.number, values: joinedValues, key: kind.keyOf(joinedValues) };
}

/** A message of blanks is one. */
const KEEPS_BLANKS: ReadonlySet<string> = new Set(["message", "idempotencyKey"]);

function refuse({ number }: Row, errors: readonly FieldIssue[]): ReadRow {
  return { ok: false, row: number, code: "INVALID_INPUT", errors };
}
