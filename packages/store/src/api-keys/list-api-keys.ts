import type { ApiKeyId, PersonId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

import type { Db, Tx } from "../connect.ts";
import type { ListedApiKey } from "./stored-key.ts";

export type ListApiKeysOptions = {
  readonly personId?: PersonId | undefined;
  /** Only keys that are good at this instant; null: those that ended too. */
  readonly liveAt: Timestamp | null;
  readonly limit: number;
};

/** Keys, the latest made first. */
export async function listApiKeys(db: Db, { personId, liveAt, limit }: ListApiKeysOptions): Promise<ListedApiKey[]> {
  let query = selectKeys(db).orderBy("created_at", "desc").orderBy("id").limit(limit);
  if (personId !== undefined) query = query.where("person_id", "=", personId);
  if (liveAt !== null) {
    query = query
      .where("revoked_at", "is", null)
      .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", liveAt)]));
  }
  return query.execute();
}

/** Locks a key and reads it as it is then; undefined: there is none. */
export async function lockApiKey(tx: Tx, id: ApiKeyId): Promise<ListedApiKey | undefined> {
  return selectKeys(tx).where("id", "=", id).forUpdate().executeTakeFirst();
}

/** The key that took the place of this one; undefined: it was not rotated. */
export async function findSuccessor(tx: Tx, id: ApiKeyId): Promise<ListedApiKey | undefined> {
  return selectKeys(tx).where("rotated_from", "=", id).executeTakeFirst();
}

function selectKeys(db: Db) {
  return db
    .selectFrom("api_key")
    .select(["id", "name", "scopes", "hint", "expires_at as expiresAt", "revoked_at as revokedAt"])
    .select(["created_at as createdAt", "created_by as createdBy", "last_used_at as lastUsedAt"])
    .select(["person_id as personId", "rotated_from as rotatedFrom"]);
}
