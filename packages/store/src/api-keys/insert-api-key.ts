import type { Scope } from "@pointsman/contracts/api";
import type { ApiKeyId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

import type { Db } from "../connect.ts";

export type NewApiKey = {
  readonly id: ApiKeyId;
  readonly name: string;
  /** Hash of the secret; the secret itself is not stored. */
  readonly secretHash: Uint8Array;
  readonly scopes: readonly Scope[];
  readonly createdAt: Timestamp;
  /** Null: never. */
  readonly expiresAt: Timestamp | null;
};

/** Adds a key. An id or a hash that is on file already is a pg error (23505). */
export async function insertApiKey(db: Db, key: NewApiKey): Promise<void> {
  await db
    .insertInto("api_key")
    .values({
      id: key.id,
      name: key.name,
      secret_hash: key.secretHash,
      scopes: key.scopes,
      created_at: key.createdAt,
      expires_at: key.expiresAt,
    })
    .execute();
}
