import {
  ExportCsvInput,
  ExportCsvOutput,
  ImportCsvInput,
  ImportCsvOutput,
  LeadsOnFile,
  LeadsOnFileInput,
  SaveRowsInput,
  SaveRowsOutput,
} from "@pointsman/contracts/imports";
import { findLeadsByKeys } from "@pointsman/store/leads/find-leads";

import { exportCsv } from "../imports/export-csv.ts";
import { importCsv } from "../imports/import-csv.ts";
import { saveRows } from "../imports/save-rows.ts";
import { procedure, router } from "../trpc.ts";

export const importProcedures = router({
  saveRows: procedure("config:write")
    .meta({
      description:
        "Rows of a file: each is written or answered with what is wrong with it. With `dryRun` nothing is written.",
    })
    .input(SaveRowsInput)
    .output(SaveRowsOutput)
    .mutation(async ({ ctx, input }) => saveRows(ctx.service, ctx.caller, input)),
  csv: procedure("config:write")
    .meta({
      description:
        "A CSV file, imported row by row: what became of each stands in the answer. With `dryRun` nothing is written.",
      errors: ["MALFORMED_BODY"],
    })
    .input(ImportCsvInput)
    .output(ImportCsvOutput)
    .mutation(async ({ ctx, input }) => importCsv(ctx.service, ctx.caller, input)),
  exportCsv: procedure("config:read")
    .meta({ description: "What is on file as CSV, page by page: no cell of it starts a formula." })
    .input(ExportCsvInput)
    .output(ExportCsvOutput)
    .query(async ({ ctx, input }) => exportCsv(ctx.service, input)),
  leadsOnFile: procedure("leads:read")
    .meta({ description: "Which of these leads are on file. A mutation only so that so many keys travel in the body." })
    .input(LeadsOnFileInput)
    .output(LeadsOnFile)
    .mutation(async ({ ctx, input }) => ({
      leads: (await findLeadsByKeys(ctx.service.db, input.keys)).map(({ id, source, idempotencyKey }) => ({
        id,
        source,
        idempotencyKey,
      })),
    })),
});
