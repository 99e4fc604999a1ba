import { runMigrations } from "graphile-worker";

/** Brings graphile-worker's own schema, `graphile_worker`, up to date. Its migrations are its own; ours never touch it. */
export async function migrateTimers(url: string): Promise<void> {
  await runMigrations({ connectionString: url });
}
