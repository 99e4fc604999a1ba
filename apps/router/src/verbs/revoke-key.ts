import type { ApiKey } from "@pointsman/contracts/access";
import type { ApiKeyId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { revokeApiKey } from "@pointsman/store/api-keys/end-api-key";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../context.ts";
import { toApiKey } from "./list-keys.ts";
import { requireKeyOnFile } from "./rotate-key.ts";

/** Takes a key out of use at once, everywhere. Again changes nothing. @throws AppError `NOT_FOUND` */
export async function revokeKey({ db, clock }: Pick<ServiceContext, "db" | "clock">, keyId: ApiKeyId): Promise<ApiKey> {
  return inTransaction(db, async (tx) => {
    const key = await requireKeyOnFile(tx, keyId);
    const now = toTimestamp(clock.nowMs());
    await revokeApiKey(tx, keyId, now);
    return toApiKey({ ...key, revokedAt: key.revokedAt ?? now }, now);
  });
}
