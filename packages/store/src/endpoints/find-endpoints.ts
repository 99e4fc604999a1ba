import type { EndpointId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { endpointColumns, type StoredEndpoint } from "./stored-endpoint.ts";

/** All endpoints, the first made first. */
export async function listEndpoints(db: Db): Promise<readonly StoredEndpoint[]> {
  const { rows } = await sql<StoredEndpoint>`
    select ${endpointColumns} from endpoint order by created_at, id`.execute(db);
  return rows;
}

export async function findEndpoint(db: Db, id: EndpointId): Promise<StoredEndpoint | undefined> {
  const { rows } = await sql<StoredEndpoint>`select ${endpointColumns} from endpoint where id = ${id}`.execute(db);
  return rows[0];
}

/** Whether any endpoint may be called. */
export async function hasEndpoint(db: Db): Promise<boolean> {
  const { rows } = await sql`select from endpoint where disabled_at is null limit 1`.execute(db);
  return rows.length > 0;
}
