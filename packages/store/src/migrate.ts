import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";

import { sql } from "kysely";

import { connect, type Db } from "./connect.ts";
import { migrateTimers } from "./timers/migrate-timers.ts";

const MIGRATIONS = new URL("./migrations/", import.meta.url);

/** Any number, as long as nothing else in the database locks the same. */
const ADVISORY_LOCK = 7_046_029_254;

/** One SQL file. `name` is the file name, `checksum` the SHA-256 of its text in hex. */
export type Migration = { readonly name: string; readonly text: string; readonly checksum: string };

/**
 * Brings the database up to date: each new file in its own transaction, in the order of their names. Processes that
 * start together wait for each other. Throws when a file that was applied has changed or is gone. Given a URL, the timers'
 * own schema is brought up to date too.
 *
 * @returns names of the files applied by this call.
 */
export async function migrate(target: string | Db, migrations?: readonly Migration[]): Promise<readonly string[]> {
  const files = migrations ?? (await readMigrations());
  if (typeof target !== "string") return applyMigrations(target, files);
  await migrateTimers(target);
  await using db = connect({ url: target, maxConnections: 1, applicationName: "pointsman-migrate" });
  return await applyMigrations(db, files);
}

/**
 * Names of the files that are still to be applied. For whoever may only read: it makes no table and takes no lock. A database
 * may be ahead of the files: while nodes are replaced one by one, the old ones go on.
 *
 * @throws pg errors: 42P01 where nothing was ever applied
 */
export async function listPendingMigrations(db: Db, migrations: readonly Migration[]): Promise<readonly string[]> {
  const rows = await db.selectFrom("migration").select("name").execute();
  const applied = new Set(rows.map(({ name }) => name));
  return migrations.flatMap(({ name }) => (applied.has(name) ? [] : [name]));
}

/** The SQL files of this package, by name. */
export async function readMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(MIGRATIONS)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, MIGRATIONS), "utf8");
      return { name, text, checksum: createHash("sha256").update(text).digest("hex") };
    }),
  );
}

async function applyMigrations(db: Db, migrations: readonly Migration[]): Promise<readonly string[]> {
  // The lock belongs to the session, so all of it goes over one connection.
  return db.connection().execute(async (session) => {
    await sql`select pg_advisory_lock(${ADVISORY_LOCK})`.execute(session);
    try {
      await createMigrationTable(session);
      const pending = await findPending(session, migrations);
      for (const migration of pending) await applyMigration(session, migration);
      return pending.map((migration) => migration.name);
    } finally {
      await sql`select pg_advisory_unlock(${ADVISORY_LOCK})`.execute(session);
    }
  });
}

async function createMigrationTable(db: Db): Promise<void> {
  await sql`
    create table if not exists migration (
      name text primary key,
      checksum text not null,
      applied_at timestamptz(3) not null default now()
    );
    comment on table migration is 'Files of packages/store/src/migrations that were applied';
    comment on column migration.checksum is 'SHA-256 (hex) of the file as it was applied'`.execute(db);
}

async function findPending(db: Db, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  const applied = await db.selectFrom("migration").select(["name", "checksum"]).orderBy("name").execute();
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, checksum } of applied) {
    const file = byName.get(name);
    if (file === undefined) throw new Error(`Migration ${name} was applied but its file is gone`);
    if (file.checksum !== checksum) {
      throw new Error(`Migration ${name} was changed after it was applied: restore it and add a new file`);
    }
  }
  const known = new Set(applied.map((row) => row.name));
  return migrations.filter((migration) => !known.has(migration.name));
}

async function applyMigration(db: Db, { name, text, checksum }: Migration): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql.raw(text).execute(tx);
    await tx.insertInto("migration").values({ name, checksum }).execute();
  });
}
