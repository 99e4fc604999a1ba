import type { ApiKeyId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

import type { Db } from "../connect.ts";

/** Notes that the key was used at `usedAt`; an earlier time than the one on file changes nothing. */
export async function touchApiKey(db: Db, id: ApiKeyId, usedAt: Timestamp): Promise<void> {
  await db
    .updateTable("api_key")
    .set({ last_used_at: usedAt })
    .where("id", "=", id)
    .where((eb) => eb.or([eb("last_used_at", "is", null), eb("last_used_at", "<", usedAt)]))
    .execute();
}
