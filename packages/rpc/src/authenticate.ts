import { createHash } from "node:crypto";

import { ROLE_SCOPES, type Role } from "@pointsman/contracts/access";
import type { Scope } from "@pointsman/contracts/api";
import { AppError } from "@pointsman/contracts/error";
import type { ApiKeyId, PersonId, RepId } from "@pointsman/contracts/id";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";

import { isSound } from "./api-secret.ts";

/** Who calls: a live API key, of a machine or of a person. */
export interface Caller {
  readonly id: ApiKeyId;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Of a person's key, as are the next two. */
  readonly personId?: PersonId;
  readonly role?: Role;
  /** The teams that a manager manages. */
  readonly teamIds?: readonly string[];
  /** The reps whose leads, pools and settings he may touch; left out: everybody's. See `reach.ts`. */
  readonly repIds?: readonly RepId[];
}

/** Where keys are looked up, and by which time they are judged. */
export interface KeyRing {
  /** The key with this hash, revoked and expired ones included. */
  readonly findKey: (secretHash: Uint8Array) => Promise<StoredKey | undefined>;
  readonly nowMs: () => number;
}

export interface StoredKey {
  readonly id: ApiKeyId;
  readonly name: string;
  /** Null, of a person's key only: whatever his role may do. */
  readonly scopes: readonly Scope[] | null;
  readonly expiresAt: Timestamp | null;
  readonly revokedAt: Timestamp | null;
  /** Null: the key of a machine. */
  readonly person: KeyHolder | null;
}

/** The person whose key it is. */
export interface KeyHolder {
  readonly id: PersonId;
  readonly role: Role;
  readonly status: "active" | "deactivated";
  readonly teamIds: readonly string[];
  /** The reps of his teams, and himself where he is a rep. */
  readonly repIds: readonly RepId[];
}

/** What is stored of a key. Keys are 256 bits of chance, so that one round of SHA-256 is enough. */
export function hashApiKey(secret: string): Uint8Array {
  return createHash("sha256").update(secret).digest();
}

/**
 * The caller behind an `Authorization: Bearer pm_live_…` header; null where there is no header. What has no sound checksum
 * is refused without a look-up. Why a key is refused may be told: who sends it has it.
 *
 * @throws AppError `UNAUTHENTICATED` for a key that is mistyped, unknown, expired or revoked, or whose person is deactivated
 */
export async function authenticate({ findKey, nowMs }: KeyRing, header: string | null): Promise<Caller | null> {
  if (header === null) return null;
  const [, secret] = /^Bearer (\S{1,200})$/i.exec(header) ?? [];
  if (secret === undefined) refuse("The key is expected as: Authorization: Bearer pm_live_…");
  if (!isSound(secret)) refuse("The API key is mistyped or cut off: its checksum does not fit. Copy it again.");
  const key = await findKey(hashApiKey(secret));
  if (key === undefined) refuse("There is no such API key.");
  const { revokedAt, expiresAt, person } = key;
  if (revokedAt !== null) refuse(`The API key ${key.id} was revoked at ${revokedAt}.`);
  if (expiresAt !== null && expiresAt <= toTimestamp(nowMs())) refuse(`The API key ${key.id} expired at ${expiresAt}.`);
  if (person?.status === "deactivated") refuse(`The person of the API key ${key.id} is deactivated.`);
  return toCaller(key);
}

function refuse(why: string): never {
  throw new AppError("UNAUTHENTICATED", why);
}

/** What a key is good for, once it is known to be good. A role that lost a scope takes it from the keys made before. */
export function toCaller({ id, name, scopes, person }: StoredKey): Caller {
  if (person === null) return { id, name, scopes: scopes ?? [] };
  const { role, teamIds, repIds } = person;
  const ofRole: readonly Scope[] = ROLE_SCOPES[role];
  const reach = role === "manager" || role === "rep" ? { repIds } : {};
  const granted = scopes === null ? ofRole : ofRole.filter((scope) => scopes.includes(scope));
  return { id, name, scopes: granted, personId: person.id, role, teamIds, ...reach };
}

/** @throws AppError `UNAUTHENTICATED` without a key */
export function requireKey(caller: Caller | null): Caller {
  if (caller === null) throw new AppError("UNAUTHENTICATED", "Send an API key: Authorization: Bearer pm_live_…");
  return caller;
}

/** @throws AppError `UNAUTHENTICATED` without a key, `FORBIDDEN` where the key lacks the scope */
export function requireScope(caller: Caller | null, scope: Scope): Caller {
  const known = requireKey(caller);
  if (known.scopes.includes(scope)) return known;
  const { role } = known;
  const lacksIt = role !== undefined && !(ROLE_SCOPES[role] as readonly Scope[]).includes(scope);
  throw new AppError("FORBIDDEN", `The ${lacksIt ? `role ${role}` : "API key"} lacks the scope ${scope}.`);
}
