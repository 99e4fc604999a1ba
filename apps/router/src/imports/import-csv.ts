import type { ImportCsvInput, ImportCsvOutput, ImportedRow } from "@pointsman/contracts/imports";
import { importFile } from "@pointsman/csv/import-file";
import { createLookups } from "@pointsman/csv/look-up";
import type { Caller } from "@pointsman/rpc/authenticate";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../context.ts";
import { saveRows } from "./save-rows.ts";

/** A batch of the organisation keeps routing waiting while it is written. */
const BATCH_ROWS = 200;

/**
 * Imports a file that came whole, batch by batch as the command does.
 *
 * @throws AppError `MALFORMED_BODY` where it is not CSV, `INVALID_INPUT` where its header or the mapping will not do
 */
export async function importCsv(
  context: Pick<ServiceContext, "db" | "clock" | "directories">,
  caller: Caller,
  { kind, text, map, dryRun, allOrNothing }: ImportCsvInput,
): Promise<ImportCsvOutput> {
  const { organisation } = await inTransaction(context.db, async (tx) => context.directories.read(tx, "none"));
  const rows: ImportedRow[] = [];
  let unused: readonly string[] = [];
  const written = await importFile({
    kind,
    open: async function* () {
      yield text;
    },
    mapping: new Map(Object.entries(map)),
    lookups: createLookups(organisation),
    dryRun,
    allOrNothing,
    batchRows: BATCH_ROWS,
    width: 1,
    apply: async (batch) => (await saveRows(context, caller, { kind, ...batch })).rows,
    onHeader: (header) => {
      ({ unused } = header);
    },
    onRow: (row) => rows.push(row),
  });
  return { written: written && !dryRun, unused, rows: rows.toSorted((a, b) => a.row - b.row) };
}
