import type { RotatedKey, RotateKeyInput } from "@pointsman/contracts/access";
import { AppError } from "@pointsman/contracts/error";
import type { ApiKeyId } from "@pointsman/contracts/id";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import type { Caller } from "@pointsman/rpc/authenticate";
import { expireApiKey } from "@pointsman/store/api-keys/end-api-key";
import { findSuccessor, lockApiKey } from "@pointsman/store/api-keys/list-api-keys";
import type { ListedApiKey } from "@pointsman/store/api-keys/stored-key";
import type { Tx } from "@pointsman/store/connect";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../context.ts";
import { issueKey, toExpiry } from "./create-key.ts";
import { toApiKey } from "./list-keys.ts";
import { readScopes, requireMayGive } from "./may-give.ts";

const HOUR_MS = 3_600_000;

/**
 * Makes a key that takes the place of another: the same name, person and scopes, another secret. Both work until the
 * overlap is over. Never three: the one before the old one, where it still works, ends at once.
 *
 * @throws AppError `NOT_FOUND`; `CONFLICT` for a key that has ended or was rotated before; `FORBIDDEN` where it may do more
 *   than the caller, who would have it then
 */
export async function rotateKey(
  { db, clock }: Pick<ServiceContext, "db" | "clock">,
  caller: Caller,
  { keyId, overlapHours, expiresInDays }: RotateKeyInput,
): Promise<RotatedKey> {
  return inTransaction(db, async (tx) => {
    const nowMs = clock.nowMs();
    const now = toTimestamp(nowMs);
    const old = await requireRotatable(tx, keyId, now);
    requireMayGive(caller, await readScopes(tx, old));
    const { name, scopes, personId, rotatedFrom } = old;
    const expiresAt = expiresInDays === undefined ? renew(old, nowMs) : toExpiry(nowMs, expiresInDays);
    const lineage = { rotatedFrom: keyId, createdBy: caller.id };
    const issued = await issueKey(tx, { name, scopes, personId, expiresAt, createdAt: now, ...lineage });
    if (rotatedFrom !== null) await expireApiKey(tx, rotatedFrom, now);
    const end = toTimestamp(nowMs + overlapHours * HOUR_MS);
    await expireApiKey(tx, keyId, end);
    const endsAt = old.expiresAt !== null && old.expiresAt < end ? old.expiresAt : end;
    return { ...issued, replaced: toApiKey({ ...old, expiresAt: endsAt }, now) };
  });
}

async function requireRotatable(tx: Tx, keyId: ApiKeyId, now: Timestamp): Promise<ListedApiKey> {
  const old = await requireKeyOnFile(tx, keyId);
  const successor = await findSuccessor(tx, keyId);
  if (successor !== undefined)
    throw new AppError("CONFLICT", `The key ${keyId} was rotated: ${successor.id} took its place. Rotate that one.`);
  const { state } = toApiKey(old, now);
  if (state !== "live")
    throw new AppError("CONFLICT", `The key ${keyId} is ${state}: make a new one with keys.create.`);
  return old;
}

/** Locks the key. @throws AppError `NOT_FOUND` */
export async function requireKeyOnFile(tx: Tx, keyId: ApiKeyId): Promise<ListedApiKey> {
  const key = await lockApiKey(tx, keyId);
  if (key === undefined) throw new AppError("NOT_FOUND", `There is no key ${keyId}.`);
  return key;
}

/** The new key lives as long as the old one was meant to. */
function renew({ createdAt, expiresAt }: ListedApiKey, nowMs: number): Timestamp | null {
  return expiresAt === null ? null : toTimestamp(nowMs + Date.parse(expiresAt) - Date.parse(createdAt));
}
