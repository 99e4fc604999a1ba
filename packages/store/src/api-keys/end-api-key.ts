import type { ApiKeyId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

import type { Db } from "../connect.ts";

/** Takes the key out of use from `revokedAt` on; the first revocation counts. */
export async function revokeApiKey(db: Db, id: ApiKeyId, revokedAt: Timestamp): Promise<void> {
  await db
    .updateTable("api_key")
    .set({ revoked_at: revokedAt })
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .execute();
}

/** Lets the key be good until `expiresAt`, exclusive; one that ends before stays as it is. */
export async function expireApiKey(db: Db, id: ApiKeyId, expiresAt: Timestamp): Promise<void> {
  await db
    .updateTable("api_key")
    .set({ expires_at: expiresAt })
    .where("id", "=", id)
    .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", expiresAt)]))
    .execute();
}
