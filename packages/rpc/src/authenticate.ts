import { createHash } from "node:crypto";

import type { Scope } from "@pointsman/contracts/api";
import { AppError } from "@pointsman/contracts/error";
import type { ApiKeyId } from "@pointsman/contracts/id";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";

/** Who calls: a live API key. */
export interface Caller {
  readonly id: ApiKeyId;
  readonly name: string;
  readonly scopes: readonly Scope[];
}

/** Where keys are looked up, and by which time they are judged. */
export interface KeyRing {
  /** The key with this hash, revoked and expired ones included. */
  readonly findKey: (secretHash: Uint8Array) => Promise<StoredKey | undefined>;
  readonly nowMs: () => number;
}

export interface StoredKey extends Caller {
  readonly expiresAt: Timestamp | null;
  readonly revokedAt: Timestamp | null;
}

/** What is stored of a key. Keys are 256 bits of chance, so that one round of SHA-256 is enough. */
export function hashApiKey(secret: string): Uint8Array {
  return createHash("sha256").update(secret).digest();
}

/**
 * The caller behind an `Authorization: Bearer pm_…` header; null where there is no header.
 *
 * @throws AppError `UNAUTHENTICATED` for a key that is unknown, expired or revoked; which of them is not told
 */
export async function authenticate({ findKey, nowMs }: KeyRing, header: string | null): Promise<Caller | null> {
  if (header === null) return null;
  const [, secret] = /^Bearer (\S{1,200})$/i.exec(header) ?? [];
  const key = secret === undefined ? undefined : await findKey(hashApiKey(secret));
  const now = toTimestamp(nowMs());
  const isLive = key !== undefined && key.revokedAt === null && (key.expiresAt === null || key.expiresAt > now);
  if (!isLive) throw new AppError("UNAUTHENTICATED", "The API key is not valid.");
  return { id: key.id, name: key.name, scopes: key.scopes };
}

/** @throws AppError `UNAUTHENTICATED` without a key, `FORBIDDEN` where the key lacks the scope */
export function requireScope(caller: Caller | null, scope: Scope): Caller {
  if (caller === null) throw new AppError("UNAUTHENTICATED", "Send an API key: Authorization: Bearer pm_…");
  if (!caller.scopes.includes(scope)) throw new AppError("FORBIDDEN", `The API key lacks the scope ${scope}.`);
  return caller;
}
