import type { Db } from "../connect.ts";
import { listPendingMigrations, type Migration } from "../migrate.ts";

/** By SQLSTATE: what is amiss where the list of applied migrations cannot be read. */
const SENTENCES: Readonly<Record<string, string>> = {
  "42P01": "No migration was applied to the database.",
  "42501": "The role may not read which migrations were applied: run infra/postgres/grants.sql.",
};

/**
 * What of its schema the database lacks, in a sentence; null: nothing.
 *
 * @throws where the database does not answer
 */
export async function describeSchemaGap(db: Db, migrations: readonly Migration[]): Promise<string | null> {
  try {
    const pending = await listPendingMigrations(db, migrations);
    return pending.length === 0 ? null : `Migrations are missing: ${pending.join(", ")}.`;
  } catch (error) {
    const sentence = error instanceof Error && "code" in error ? SENTENCES[String(error.code)] : undefined;
    if (sentence === undefined) throw error;
    return sentence;
  }
}
