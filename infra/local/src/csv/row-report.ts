import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";

import type { ImportedRow, RowOutcome } from "@pointsman/contracts/imports";
import { BYTE_ORDER_MARK, writeRows } from "@pointsman/csv/write-rows";

/** Refused rows that are shown on the screen; the others are counted, and in the report. */
const MAX_SHOWN = 50;

export interface RowReport {
  readonly add: (row: ImportedRow) => void;
  readonly counts: Readonly<Record<RowOutcome, number>>;
  readonly close: () => Promise<void>;
}

/**
 * Keeps count of what became of the rows, shows the refused ones, and writes each into a file where one is named.
 *
 * @param show prints a line
 */
export function openRowReport(file: string | undefined, show: (line: string) => void): RowReport {
  const counts: Record<RowOutcome, number> = { created: 0, changed: 0, unchanged: 0, refused: 0 };
  const sink = file === undefined ? undefined : createWriteStream(file, { mode: 0o600 });
  sink?.write(BYTE_ORDER_MARK + writeRows([["row", "outcome", "id", "code", "column", "problem", "expected"]]));
  return {
    counts,
    add: (row) => {
      counts[row.outcome] += 1;
      sink?.write(writeRows(toLines(row)));
      if (row.outcome !== "refused" || counts.refused > MAX_SHOWN) return;
      for (const line of describe(row)) show(line);
    },
    close: async () => {
      if (counts.refused > MAX_SHOWN) show(`… and ${counts.refused - MAX_SHOWN} more rows; --report FILE has them all`);
      if (sink === undefined) return;
      sink.end();
      await finished(sink);
    },
  };
}

function toLines({ row, outcome, id, code, errors }: ImportedRow): readonly (readonly string[])[] {
  const start = [String(row), outcome, id ?? "", code ?? ""];
  if (errors.length === 0) return [[...start, "", "", ""]];
  return errors.map(({ field, problem, expected }) => [...start, field, problem, expected ?? ""]);
}

function describe({ row, code, errors }: ImportedRow): readonly string[] {
  return errors.map(({ field, problem, expected }) => {
    const hint = expected === undefined ? "" : `; expected ${expected}`;
    return `row ${row}, ${field}: ${problem}${hint} [${code}]`;
  });
}
