import { z } from "zod";

import { ErrorCode, FieldIssue } from "./error.ts";
import { LeadId } from "./id.ts";
import { Slug } from "./primitive.ts";

/** What can be imported and exported row by row. */
export const ImportKind = z.enum(["reps", "accounts", "territories", "partners", "time-off", "leads"]);
export type ImportKind = z.infer<typeof ImportKind>;

/** The kinds that `imports.saveRows` takes; leads go by `leads.import`, which routes them. */
export const SavedKind = ImportKind.exclude(["leads"]);
export type SavedKind = z.infer<typeof SavedKind>;

/** Rows of one call: it holds the organisation for as long as it takes. */
export const MAX_IMPORT_ROWS = 1_000;

const ImportRow = z
  .object({
    /** Names the row in the answer, as a spreadsheet numbers it. */
    row: z.number().int().positive(),
    /** Fields of the entity, each checked as `upsert` checks it. What is left out stays as it is on file; without `id` the natural key says which one it is. */
    values: z.record(z.string().max(100), z.unknown()).readonly(),
  })
  .readonly();
export type ImportRow = z.infer<typeof ImportRow>;

/** `imports.saveRows`: rows that are right are written, in one transaction; the others are answered with what is wrong. */
export const SaveRowsInput = z
  .strictObject({
    kind: SavedKind,
    rows: z.array(ImportRow).min(1).max(MAX_IMPORT_ROWS).readonly(),
    /** The same with all its checks, and nothing is written. */
    dryRun: z.boolean().default(false),
    /** Ids that other rows of the import bring: a dry run takes them as given where a row refers to them. */
    coming: z.array(z.string().max(100)).max(MAX_IMPORT_ROWS).readonly().default([]),
  })
  .readonly();
export type SaveRowsInput = z.infer<typeof SaveRowsInput>;

/** What became of a row, or would. `unchanged`: it is on file just so. */
export const RowOutcome = z.enum(["created", "changed", "unchanged", "refused"]);
export type RowOutcome = z.infer<typeof RowOutcome>;

export const ImportedRow = z
  .object({
    row: z.number().int().positive(),
    outcome: RowOutcome,
    /** Null where it could not be said. */
    id: z.string().nullable(),
    /** Of a refused row. */
    code: ErrorCode.nullable(),
    errors: z.array(FieldIssue).readonly(),
  })
  .readonly();
export type ImportedRow = z.infer<typeof ImportedRow>;

export const SaveRowsOutput = z.object({ rows: z.array(ImportedRow).readonly() }).readonly();
export type SaveRowsOutput = z.infer<typeof SaveRowsOutput>;

/** Characters of a file that comes in one call: some 10,000 accounts. */
export const MAX_CSV_LENGTH = 1_500_000;

/** `imports.csv`: a file as it is. Larger ones, and leads, go by `npm run import`, which cuts them into rows. */
export const ImportCsvInput = z
  .strictObject({
    kind: SavedKind,
    text: z.string().min(1).max(MAX_CSV_LENGTH),
    /** Title of a column → the field it is read as; the empty text: not to be read. */
    map: z.record(z.string().max(200), z.string().max(100)).readonly().default({}),
    dryRun: z.boolean().default(false),
    /** One row that is wrong, and nothing is written. */
    allOrNothing: z.boolean().default(false),
  })
  .readonly();
export type ImportCsvInput = z.infer<typeof ImportCsvInput>;

export const ImportCsvOutput = z
  .object({
    /** False: it was a dry run; or with `allOrNothing` a row was wrong, and `rows` are the wrong ones. */
    written: z.boolean(),
    /** Columns that were not read. */
    unused: z.array(z.string()).readonly(),
    /** In the order of the file. Their issues name columns. */
    rows: z.array(ImportedRow).readonly(),
  })
  .readonly();
export type ImportCsvOutput = z.infer<typeof ImportCsvOutput>;

/** `imports.exportCsv`: page by page; the first begins with the header. */
export const ExportCsvInput = z.strictObject({ kind: SavedKind, cursor: z.string().max(500).optional() }).readonly();
export type ExportCsvInput = z.infer<typeof ExportCsvInput>;

export const ExportCsvOutput = z.object({ text: z.string(), nextCursor: z.string().nullable() }).readonly();
export type ExportCsvOutput = z.infer<typeof ExportCsvOutput>;

/** `imports.leadsOnFile`: which of these leads are on file already. */
export const LeadsOnFileInput = z
  .strictObject({
    keys: z
      .array(z.object({ source: Slug, idempotencyKey: z.string().min(1).max(255) }).readonly())
      .min(1)
      .max(MAX_IMPORT_ROWS)
      .readonly(),
  })
  .readonly();

export const LeadsOnFile = z
  .object({
    leads: z.array(z.object({ id: LeadId, source: Slug, idempotencyKey: z.string() }).readonly()).readonly(),
  })
  .readonly();
