import type { Person, Role } from "@pointsman/contracts/access";
import type { Scope } from "@pointsman/contracts/api";
import type { ApiKeyId, PersonId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";

/** The tables that say who may call, and for what. */
export type AccessTables = {
  readonly team: { id: string; name: string };
  readonly person: {
    id: PersonId;
    personal_name: string;
    personal_email: string;
    role: Role;
    rep_id: RepId | null;
    status: Person["status"];
  };
  readonly person_team: { person_id: PersonId; team: string };
  readonly api_key: {
    id: ApiKeyId;
    name: string;
    secret_hash: Uint8Array;
    scopes: readonly Scope[] | null;
    created_at: Timestamp;
    expires_at: Timestamp | null;
    revoked_at: Timestamp | null;
    last_used_at: Timestamp | null;
    person_id: PersonId | null;
    hint: string | null;
    created_by: string | null;
    rotated_from: ApiKeyId | null;
  };
};
