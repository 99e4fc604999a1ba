import type { SaveRowsInput, SaveRowsOutput, ImportedRow, ImportRow } from "@pointsman/contracts/imports";
import type { Caller } from "@pointsman/rpc/authenticate";
import { inTransaction } from "@pointsman/store/in-transaction";
import { findKnown } from "@pointsman/store/organisation/assert-references";

import type { ServiceContext } from "../context.ts";
import { DirectoryCache } from "../routing/directory-cache.ts";
import type { ImportBatch, Taken } from "./batch.ts";
import { OPEN_BATCH, type ImportContext } from "./open-batch.ts";
import { saveValid } from "./save-valid.ts";

type Context = Pick<ServiceContext, "db" | "clock" | "directories">;

/**
 * Writes the rows that are right, as the verb that saves one such entity would, and says of the others what is wrong. A row
 * changes what it names; what it does not name stays. A dry run does all of that and takes it back.
 */
export async function saveRows(context: Context, caller: Caller, input: SaveRowsInput): Promise<SaveRowsOutput> {
  try {
    return await inTransaction(context.db, async (tx) => {
      // What a change that is taken back made of the organisation must not stay in the cache.
      const directories = input.dryRun ? new DirectoryCache() : context.directories;
      const output = { rows: await applyRows({ clock: context.clock, db: tx, directories, caller }, input) };
      if (input.dryRun) throw new TakenBack(output);
      return output;
    });
  } catch (error) {
    if (error instanceof TakenBack) return error.output;
    throw error;
  }
}

/** Ends the transaction of a dry run, and carries its answer out of it. */
class TakenBack extends Error {
  override readonly name = "TakenBack";
  readonly output: SaveRowsOutput;

  constructor(output: SaveRowsOutput) {
    super("A dry run is taken back");
    this.output = output;
  }
}

async function applyRows(context: ImportContext, input: SaveRowsInput): Promise<readonly ImportedRow[]> {
  const batch = await OPEN_BATCH[input.kind](context, input.rows);
  const ahead = await findAhead(context, input);
  const taken = input.rows.map((row) => ({ row: row.row, ...takeRow(batch, row, ahead) }));
  const writes = taken.flatMap((one) => (one.ok && batch.isDraft(one.id) ? one.id : []));
  const refused = await saveValid(context.db, [...new Set(writes)], batch.save);
  return taken.map((one): ImportedRow => {
    if (!one.ok) return { row: one.row, outcome: "refused", id: one.id, code: one.code, errors: one.errors };
    const fault = one.outcome === "unchanged" ? undefined : refused.get(one.id);
    if (fault === undefined) return { row: one.row, outcome: one.outcome, id: one.id, code: null, errors: [] };
    return { row: one.row, outcome: "refused", id: one.id, ...fault };
  });
}

/** What refers to one of its own kind, which other rows of the import may bring. */
const REFERENCES = {
  reps: { table: "rep", field: "backupRepId" },
  accounts: { table: "account", field: "parentAccountId" },
} as const;

interface Ahead {
  readonly field: string;
  /** Ids that other calls will bring. */
  readonly ids: ReadonlySet<string>;
}

/** In a dry run nothing that another call brings is on file yet: a reference to it is taken as given. */
async function findAhead({ db }: ImportContext, { kind, rows, dryRun, coming }: SaveRowsInput): Promise<Ahead | null> {
  if (!dryRun || coming.length === 0 || (kind !== "reps" && kind !== "accounts")) return null;
  const { table, field } = REFERENCES[kind];
  const here = new Set([...rows.map(({ values }) => values["id"]), ...(await findKnown(db, table, coming))]);
  return { field, ids: new Set(coming.filter((id) => !here.has(id))) };
}

function takeRow(batch: ImportBatch, { values }: ImportRow, ahead: Ahead | null): Taken {
  const reference = ahead === null ? undefined : values[ahead.field];
  if (ahead === null || typeof reference !== "string" || !ahead.ids.has(reference)) return batch.take(values);
  const { [ahead.field]: _, ...rest } = values;
  const taken = batch.take(rest);
  // Who refers to what is not on file yet did not do so before.
  return taken.ok && taken.outcome === "unchanged" ? { ...taken, outcome: "changed" } : taken;
}
