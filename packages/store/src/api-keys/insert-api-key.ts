import type { Scope } from "@pointsman/contracts/api";
import type { ApiKeyId, PersonId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

import type { Db } from "../connect.ts";

export type NewApiKey = {
  readonly id: ApiKeyId;
  readonly name: string;
  /** Hash of the secret; the secret itself is not stored. */
  readonly secretHash: Uint8Array;
  /** Null, of a person's key only: whatever his role may do. */
  readonly scopes: readonly Scope[] | null;
  readonly createdAt: Timestamp;
  /** Null: never. */
  readonly expiresAt: Timestamp | null;
  /** Left out: a machine's key. */
  readonly personId?: PersonId | null;
  /** How the secret begins. */
  readonly hint?: string;
  /** The key that made it. */
  readonly createdBy?: string;
  /** The key that it takes the place of. */
  readonly rotatedFrom?: ApiKeyId;
};

/** Adds a key. An id, a hash or a `rotatedFrom` that is on file already is a pg error (23505). */
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
      person_id: key.personId ?? null,
      hint: key.hint ?? null,
      created_by: key.createdBy ?? null,
      rotated_from: key.rotatedFrom ?? null,
    })
    .execute();
}
