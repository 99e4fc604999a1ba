import { randomBytes, randomUUID } from "node:crypto";

import type { CreateKeyInput, NewKey } from "@pointsman/contracts/access";
import { toId } from "@pointsman/contracts/id";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import { toApiSecret, toHint } from "@pointsman/rpc/api-secret";
import { hashApiKey, type Caller } from "@pointsman/rpc/authenticate";
import { insertApiKey, type NewApiKey } from "@pointsman/store/api-keys/insert-api-key";
import type { ListedApiKey } from "@pointsman/store/api-keys/stored-key";
import type { Tx } from "@pointsman/store/connect";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../context.ts";
import { toApiKey } from "./list-keys.ts";
import { requireMayGive, resolveScopes } from "./may-give.ts";

const DAY_MS = 86_400_000;

/**
 * Makes a key. Only its hash is stored: the secret is in this answer and nowhere else.
 *
 * @throws AppError `INVALID_INPUT` for an unknown person or a scope beyond his role; `FORBIDDEN` for a scope that the caller lacks
 */
export async function createKey(
  { db, clock }: Pick<ServiceContext, "db" | "clock">,
  caller: Caller,
  input: CreateKeyInput,
): Promise<NewKey> {
  const { name, expiresInDays } = input;
  const [scopes, personId] = [input.scopes ?? null, input.personId ?? null];
  return inTransaction(db, async (tx) => {
    requireMayGive(caller, await resolveScopes(tx, { personId, scopes }));
    const nowMs = clock.nowMs();
    const expiresAt = toExpiry(nowMs, expiresInDays);
    return issueKey(tx, { name, scopes, personId, expiresAt, createdAt: toTimestamp(nowMs), createdBy: caller.id });
  });
}

/** When a key ends that lives for so many days; undefined: never, which is null. */
export function toExpiry(nowMs: number, days: number | undefined): Timestamp | null {
  return days === undefined ? null : toTimestamp(nowMs + days * DAY_MS);
}

/** Writes a key with a new id and a new secret. */
export async function issueKey(
  tx: Tx,
  wanted: Omit<NewApiKey, "id" | "secretHash" | "hint"> & Pick<ListedApiKey, "createdBy" | "personId">,
): Promise<NewKey> {
  const secret = toApiSecret(randomBytes(32));
  const { createdBy, rotatedFrom = null, ...rest } = wanted;
  const key = { ...rest, id: toId("apiKey", randomUUID()), hint: toHint(secret) };
  await insertApiKey(tx, {
    ...key,
    secretHash: hashApiKey(secret),
    ...(createdBy !== null && { createdBy }),
    ...(rotatedFrom !== null && { rotatedFrom }),
  });
  return {
    key: toApiKey({ ...key, createdBy, rotatedFrom, revokedAt: null, lastUsedAt: null }, key.createdAt),
    secret,
  };
}
