import { pipeline, Readable } from "node:stream";

import { AppError } from "@pointsman/contracts/error";
import { CsvError, parse } from "csv-parse";

import { detectSeparator, isWholeHeader } from "./detect-separator.ts";
import { restore } from "./formula.ts";

export interface Row {
  /** As a spreadsheet numbers it: the header is 1. A cell with line breaks in it is still one row. */
  readonly number: number;
  readonly cells: readonly string[];
}

/** A quote that is never closed takes in all that follows: so much of it, and no more, is read. In characters. */
const MAX_ROW_LENGTH = 1_000_000;
const MAX_HEADER_LENGTH = 65_536;

/**
 * The rows of a file, the header first, each as soon as it is read. Commas, semicolons, tabs and bars separate cells: as
 * the header does. Empty rows are counted and left out.
 *
 * @throws AppError `MALFORMED_BODY` with the number of the row that cannot be read
 */
export async function* readRows(text: AsyncIterable<string>): AsyncGenerator<Row> {
  const { head, rest } = await readHead(text[Symbol.asyncIterator]());
  const parser = parse({
    bom: true,
    delimiter: detectSeparator(head),
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    max_record_size: MAX_ROW_LENGTH,
  });
  // An error of the text reaches the reader through the parser, which it ends.
  pipeline(Readable.from(prepend(head, rest)), parser, () => {});
  let number = 0;
  try {
    for await (const record of parser) {
      number += 1;
      const cells = (record as readonly string[]).map(restore);
      if (cells.some((cell) => cell !== "")) yield { number, cells };
    }
  } catch (error) {
    throw error instanceof CsvError ? toMalformed(error) : error;
  }
}

async function readHead(rest: AsyncIterator<string>): Promise<{ head: string; rest: AsyncIterator<string> }> {
  let head = "";
  while (!isWholeHeader(head) && head.length < MAX_HEADER_LENGTH) {
    const next = await rest.next();
    if (next.done === true) break;
    head += next.value;
  }
  return { head, rest };
}

async function* prepend(head: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  if (head !== "") yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next())
    if (next.value !== "") yield next.value;
}

const PROBLEMS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "a quote is opened and never closed",
  CSV_INVALID_CLOSING_QUOTE: 'a quote inside a quoted cell is not doubled: write "" for one "',
  INVALID_OPENING_QUOTE: 'a quote stands inside a cell that is not quoted: write "6"" pipe" for 6" pipe',
  CSV_MAX_RECORD_SIZE: `it is longer than ${MAX_ROW_LENGTH} characters; most likely a quote before it is never closed`,
};

function toMalformed(error: CsvError): AppError {
  const { code } = error;
  // Rows that were read and not yet taken are lost with the error, so that ours would be too few.
  const number = Number(error["records"]) + 1;
  const problem = PROBLEMS[code] ?? "it is not valid CSV";
  return new AppError("MALFORMED_BODY", `Row ${number} cannot be read: ${problem}.`, [
    { field: `row ${number}`, problem },
  ]);
}
