import type { EventType } from "@pointsman/contracts/endpoint";
import type { EndpointId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import type { NewEndpoint } from "./stored-endpoint.ts";

/** Adds an endpoint. An unknown owner is a pg error (23503). */
export async function insertEndpoint(db: Db, endpoint: NewEndpoint): Promise<void> {
  const { id, kind, name, url, ownerRepId, types, includeContact, secret, createdAt } = endpoint;
  await sql`
    insert into endpoint (id, kind, name, url, owner_rep_id, types, include_contact, secret, created_at)
    values (${id}, ${kind}, ${name}, ${url}, ${ownerRepId}, ${types}::text[], ${includeContact}, ${secret},
            ${createdAt}::timestamptz)`.execute(db);
}

/** What of an endpoint may be changed; undefined: stays. */
export type EndpointChange = {
  readonly name?: string | undefined;
  readonly url?: string | undefined;
  readonly ownerRepId?: RepId | undefined;
  readonly types?: readonly EventType[] | undefined;
  readonly includeContact?: boolean | undefined;
};

/** With another address it is as if it had never failed. @returns false: there is no such endpoint */
export async function updateEndpoint(db: Db, id: EndpointId, change: EndpointChange): Promise<boolean> {
  const { name, url, ownerRepId, types, includeContact } = change;
  const { rows } = await sql`
    update endpoint set
      name = coalesce(${name ?? null}, name),
      url = coalesce(${url ?? null}, url),
      failing_since = case when ${url ?? null}::text <> url then null else failing_since end,
      paused_until = case when ${url ?? null}::text <> url then null else paused_until end,
      owner_rep_id = coalesce(${ownerRepId ?? null}, owner_rep_id),
      types = coalesce(${types ?? null}::text[], types),
      include_contact = coalesce(${includeContact ?? null}, include_contact)
    where id = ${id}
    returning id`.execute(db);
  return rows.length > 0;
}

/** From now on `secret` signs, and until `keepOldUntil` the present one too. @returns false: there is no such webhook */
export async function rotateSecret(
  db: Db,
  id: EndpointId,
  { secret, keepOldUntil }: { readonly secret: string; readonly keepOldUntil: Timestamp },
): Promise<boolean> {
  const { rows } = await sql`
    update endpoint set previous_secret = secret, previous_secret_until = ${keepOldUntil}::timestamptz, secret = ${secret}
    where id = ${id} and kind = 'webhook'
    returning id`.execute(db);
  return rows.length > 0;
}

/** Takes its deliveries with it. @returns false: there is no such endpoint */
export async function deleteEndpoint(db: Db, id: EndpointId): Promise<boolean> {
  const { rows } = await sql`delete from endpoint where id = ${id} returning id`.execute(db);
  return rows.length > 0;
}
