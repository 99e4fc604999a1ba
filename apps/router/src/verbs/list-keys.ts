import type { ApiKey, ListKeysInput } from "@pointsman/contracts/access";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import { listApiKeys } from "@pointsman/store/api-keys/list-api-keys";
import type { ListedApiKey } from "@pointsman/store/api-keys/stored-key";

import type { ServiceContext } from "../context.ts";

/** Keys without their secrets, the latest made first. */
export async function listKeys(
  { db, clock }: Pick<ServiceContext, "db" | "clock">,
  { personId, ended, limit }: ListKeysInput,
): Promise<readonly ApiKey[]> {
  const now = toTimestamp(clock.nowMs());
  const keys = await listApiKeys(db, { personId, limit, liveAt: ended ? null : now });
  return keys.map((key) => toApiKey(key, now));
}

/** A key as callers see it. */
export function toApiKey(key: ListedApiKey, now: Timestamp): ApiKey {
  return { ...key, state: stateOf(key, now) };
}

function stateOf({ revokedAt, expiresAt }: ListedApiKey, now: Timestamp): ApiKey["state"] {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt <= now ? "expired" : "live";
}
