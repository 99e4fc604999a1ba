import { z } from "zod";

import { ErrorCode, FieldIssue } from "./error.ts";
import { Slug } from "./primitive.ts";

/** What can be imported and exported row by row. */
export const ImportKind = z.enum(["reps", "accounts", "territories", "partners", "time-off", "leads"]);
export type ImportKind = z.infer<typeof ImportKind>;

/** The kinds that `imports.apply` takes; leads go by `leads.import`, which routes them. */
export const AppliedKind = ImportKind.exclude(["leads"]);
export type AppliedKind = z.infer<typeof AppliedKind>;

/** Rows of one call: it holds the organisation for as long as it takes. */
export const MAX_IMPORT_ROWS = 1_000;

export const ImportRow = z
  .object({
    /** Names the row in the answer, as a spreadsheet numbers it. */
    row: z.number().int().positive(),
    /** Fields of the entity as JSON. What is left out stays as it is on file; without `id` the natural key says which one it is. */
    values: z.record(z.string().max(100), z.json()).readonly(),
  })
  .readonly();
export type ImportRow = z.infer<typeof ImportRow>;

/** `imports.apply`: rows that are right are written, in one transaction; the others are answered with what is wrong. */
export const ApplyImportInput = z
  .object({
    kind: AppliedKind,
    rows: z.array(ImportRow).min(1).max(MAX_IMPORT_ROWS).readonly(),
    /** The same with all its checks, and nothing is written. */
    dryRun: z.boolean().default(false),
    /** Ids that other rows of the import bring: a dry run takes them as given where a row refers to them. */
    coming: z.array(z.string().max(100)).max(MAX_IMPORT_ROWS).readonly().default([]),
  })
  .readonly();
export type ApplyImportInput = z.infer<typeof ApplyImportInput>;

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

export const ApplyImportOutput = z.object({ rows: z.array(ImportedRow).readonly() }).readonly();
export type ApplyImportOutput = z.infer<typeof ApplyImportOutput>;

/** `imports.leadsOnFile`: which of these leads are on file already. */
export const LeadsOnFileInput = z
  .object({
    keys: z
      .array(z.object({ source: Slug, idempotencyKey: z.string().min(1).max(255) }).readonly())
      .min(1)
      .max(MAX_IMPORT_ROWS)
      .readonly(),
  })
  .readonly();
