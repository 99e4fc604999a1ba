import type { AuditCheckpoint } from "@pointsman/contracts/audit";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import type { ChainedEntry } from "./chain.ts";

/** The last entry; undefined: the chain is empty. */
export async function readHead(db: Db): Promise<Pick<ChainedEntry, "seq" | "hash"> | undefined> {
  const { rows } = await sql<Pick<ChainedEntry, "seq" | "hash">>`
    select seq, hash from audit_entry order by seq desc limit 1`.execute(db);
  return rows[0];
}

/** Signed heads of entries behind `after`, up to and with `until`, in order. */
export async function listCheckpoints(
  db: Db,
  { after = 0, until }: { readonly after?: number; readonly until?: number } = {},
): Promise<readonly AuditCheckpoint[]> {
  const { rows } = await sql<AuditCheckpoint>`
    select seq, hash, at, key_id as "keyId", signature from audit_checkpoint
    where seq > ${after} and seq <= ${until ?? Number.MAX_SAFE_INTEGER} order by seq, key_id`.execute(db);
  return rows;
}

/** The one that this key signed of this entry, or of the latest. */
export async function findCheckpoint(
  db: Db,
  { keyId, seq }: { readonly keyId: string; readonly seq?: number },
): Promise<AuditCheckpoint | undefined> {
  const { rows } = await sql<AuditCheckpoint>`
    select seq, hash, at, key_id as "keyId", signature from audit_checkpoint
    where key_id = ${keyId} ${seq === undefined ? sql`` : sql`and seq = ${seq}`}
    order by seq desc limit 1`.execute(db);
  return rows[0];
}

/** Keeps a signed head. One that this key has signed already stays as it is. */
export async function insertCheckpoint(db: Db, { seq, hash, at, keyId, signature }: AuditCheckpoint): Promise<void> {
  await sql`
    insert into audit_checkpoint (seq, hash, at, key_id, signature)
    values (${seq}, ${hash}, ${at}, ${keyId}, ${signature}) on conflict do nothing`.execute(db);
}
