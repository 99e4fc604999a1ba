import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";

import type { ImportKind } from "@pointsman/contracts/imports";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { decodeUtf8 } from "@pointsman/csv/decode-utf8";
import { importFile } from "@pointsman/csv/import-file";

import type { Api } from "../api.ts";
import { applyBatch } from "../csv/apply-batch.ts";
import { readLookups } from "../csv/read-lookups.ts";
import { openRowReport, type RowReport } from "../csv/row-report.ts";
import { out } from "../print/out.ts";
import { startProgress, type Progress } from "../print/progress.ts";
import { withStack } from "./with-stack.ts";

export interface ImportCommandOptions {
  readonly kind: ImportKind;
  readonly file: string;
  readonly dryRun: boolean;
  readonly allOrNothing: boolean;
  readonly map: ReadonlyMap<string, string>;
  readonly source: string;
  /** Reps are told of each lead. */
  readonly notify: boolean;
  readonly report?: string;
  readonly data: string;
}

/** `leads.import` takes 100; a batch of the organisation keeps routing waiting while it is written. */
const BATCH_ROWS: Readonly<Record<ImportKind, number>> = {
  reps: 200,
  accounts: 500,
  territories: 200,
  partners: 200,
  "time-off": 500,
  leads: 100,
};

/** Imports a CSV file. Exit code 1 where a row was refused. */
export async function runImport(options: ImportCommandOptions): Promise<void> {
  // Before a stack is started for nothing.
  await access(options.file).catch(() => {
    throw new Error(`${options.file} cannot be read.`);
  });
  await withStack(options.data, async (api) => importInto(api, options));
}

/** @returns what became of the rows, and how long it took */
export async function importInto(
  api: Api,
  options: Omit<ImportCommandOptions, "data">,
): Promise<{ readonly counts: RowReport["counts"]; readonly seconds: number }> {
  const { kind, file, dryRun, allOrNothing, map, source, notify, report: reportFile } = options;
  let progress: Progress | undefined;
  const report = openRowReport(reportFile, (line) => (progress === undefined ? out.line(line) : progress.print(line)));
  const defaults = { source, notify, at: toTimestamp(Date.now()) };
  const started = performance.now();
  const written = await importFile({
    kind,
    open: () => decodeUtf8(createReadStream(file)),
    mapping: map,
    lookups: await readLookups(api),
    dryRun,
    allOrNothing,
    batchRows: BATCH_ROWS[kind],
    // Two accounts' batches share nothing; whatever changes the organisation waits for the one before anyway.
    width: kind === "accounts" || kind === "leads" ? 2 : 1,
    apply: async (batch) => applyBatch(api, kind, batch, defaults),
    onHeader: ({ columns, unused }) => {
      out.line(`Columns: ${[...columns].map(([field, { title }]) => `${title} → ${field}`).join(", ")}`);
      if (unused.length > 0) out.line(`Not read: ${unused.join(", ")}`);
    },
    onRow: report.add,
    onProgress: (done, total) => {
      progress ??= startProgress(kind, total);
      progress.advance();
      if (done === total) progress.done();
    },
  });
  progress?.done();
  await report.close();
  const seconds = (performance.now() - started) / 1_000;
  out.line(describe({ counts: report.counts, dryRun, written, seconds }));
  if (report.counts.refused > 0) process.exitCode = 1;
  return { counts: report.counts, seconds };
}

interface Result {
  readonly counts: RowReport["counts"];
  readonly dryRun: boolean;
  readonly written: boolean;
  readonly seconds: number;
}

function describe({ counts, dryRun, written, seconds }: Result): string {
  if (!written) return `Nothing was written: ${counts.refused} rows are wrong.`;
  const { created, changed, unchanged, refused } = counts;
  const rows = created + changed + unchanged + refused;
  const would = dryRun ? "Nothing was written. It would be: " : "";
  const speed = `${rows} rows in ${seconds.toFixed(1)} s, ${Math.round(rows / seconds)} a second`;
  return `${would}${created} created, ${changed} changed, ${unchanged} left as they are, ${refused} refused (${speed}).`;
}
