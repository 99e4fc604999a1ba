import type { Person, Role } from "@pointsman/contracts/access";
import type { Scope } from "@pointsman/contracts/api";
import type { ApiKeyId, PersonId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

/** A key on file. Whether it is still good is for the caller to say: the store has no clock. */
export type StoredApiKey = {
  readonly id: ApiKeyId;
  readonly name: string;
  /** Null, of a person's key only: whatever his role may do. */
  readonly scopes: readonly Scope[] | null;
  /** First instant at which it is no longer good; null: never expires. */
  readonly expiresAt: Timestamp | null;
  /** Null: not revoked. */
  readonly revokedAt: Timestamp | null;
};

/** The person whose key it is, and whom he reaches. */
export type StoredKeyHolder = {
  readonly id: PersonId;
  readonly role: Role;
  readonly status: Person["status"];
  /** The teams that he manages. */
  readonly teamIds: readonly string[];
  /** The reps of these teams, and himself where he is one. */
  readonly repIds: readonly RepId[];
};

/** A key as those see it who keep keys. */
export type ListedApiKey = StoredApiKey & {
  readonly hint: string | null;
  readonly personId: PersonId | null;
  readonly createdAt: Timestamp;
  readonly createdBy: string | null;
  readonly lastUsedAt: Timestamp | null;
  readonly rotatedFrom: ApiKeyId | null;
};
