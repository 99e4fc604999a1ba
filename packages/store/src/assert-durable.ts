import { sql } from "kysely";

import type { Db } from "./connect.ts";

/** PostgreSQL 15. Older servers are not tested against. */
const MIN_SERVER_VERSION = 150_000;

/** Settings of the server that say whether a commit can be lost. */
export type DurabilitySettings = {
  /** `server_version_num`, e.g. 180004. */
  readonly serverVersion: number;
  readonly synchronousCommit: string;
  readonly fsync: string;
};

/**
 * Throws when a commit could be lost in a crash of the server (`fsync` or `synchronous_commit` off), or when the
 * server is older than PostgreSQL 15. To be called at boot.
 */
export async function assertDurable(db: Db): Promise<void> {
  const { rows } = await sql<DurabilitySettings>`
    select current_setting('server_version_num')::int as "serverVersion",
           current_setting('synchronous_commit') as "synchronousCommit",
           current_setting('fsync') as "fsync"`.execute(db);
  const problems = rows.flatMap(listProblems);
  if (problems.length > 0)
    throw new Error(`This Postgres cannot keep the promise to lose no lead: ${problems.join("; ")}`);
}

/** What is wrong with these settings, a phrase each; empty: nothing. */
export function listProblems(settings: DurabilitySettings): readonly string[] {
  const { serverVersion, synchronousCommit, fsync } = settings;
  return [
    ...(serverVersion < MIN_SERVER_VERSION
      ? [`server version is ${serverVersion}, expected ${MIN_SERVER_VERSION} or later`]
      : []),
    ...(synchronousCommit === "off" ? ["synchronous_commit is off, expected on"] : []),
    ...(fsync === "off" ? ["fsync is off, expected on"] : []),
  ];
}
