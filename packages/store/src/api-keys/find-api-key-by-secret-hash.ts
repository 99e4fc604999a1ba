import { sql } from "kysely";

import type { Db } from "../connect.ts";
import type { StoredApiKey, StoredKeyHolder } from "./stored-key.ts";

/**
 * The key with this hash, revoked and expired ones included, with the person whose it is and whom he reaches; undefined:
 * none. One statement: services look keys up every few seconds.
 */
export async function findApiKeyBySecretHash(
  db: Db,
  secretHash: Uint8Array,
): Promise<(StoredApiKey & { readonly person: StoredKeyHolder | null }) | undefined> {
  return db
    .selectFrom("api_key")
    .select(["id", "name", "scopes", "expires_at as expiresAt", "revoked_at as revokedAt", PERSON.as("person")])
    .where("secret_hash", "=", secretHash)
    .executeTakeFirst();
}

const PERSON = sql<StoredKeyHolder | null>`(
  select json_build_object(
    'id', p.id, 'role', p.role, 'status', p.status,
    'teamIds', array(select t.team from person_team t where t.person_id = p.id order by t.team),
    'repIds', array(
      select p.rep_id where p.rep_id is not null
      union
      select r.id from rep r join person_team t on t.team = r.team where t.person_id = p.id
      order by 1))
  from person p where p.id = api_key.person_id)`;
