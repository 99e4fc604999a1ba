import type { Scope } from "@pointsman/contracts/api";
import type { ApiKeyId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

import type { Db } from "../connect.ts";

/** A key on file. Whether it is still good is for the caller to say: the store has no clock. */
export type StoredApiKey = {
  readonly id: ApiKeyId;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** First instant at which it is no longer good; null: never expires. */
  readonly expiresAt: Timestamp | null;
  /** Null: not revoked. */
  readonly revokedAt: Timestamp | null;
  readonly lastUsedAt: Timestamp | null;
};

/** The key with this hash, revoked and expired ones included; undefined: none. */
export async function findApiKeyBySecretHash(db: Db, secretHash: Uint8Array): Promise<StoredApiKey | undefined> {
  return db
    .selectFrom("api_key")
    .select(["id", "name", "scopes", "expires_at as expiresAt", "revoked_at as revokedAt"])
    .select("last_used_at as lastUsedAt")
    .where("secret_hash", "=", secretHash)
    .executeTakeFirst();
}
