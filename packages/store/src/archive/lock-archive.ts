import { sql } from "kysely";

import type { Tx } from "../connect.ts";

/** Any number, as long as nothing else in the database locks the same. */
const ADVISORY_LOCK = 7_046_029_255;

/** Lets one transaction at a time write to the archive, until its end: two commands at once take turns. */
export async function lockArchive(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${ADVISORY_LOCK})`.execute(tx);
}
