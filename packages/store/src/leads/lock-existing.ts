import type { LeadId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";

/** Those of these leads that are not archived, and will not be before the transaction ends. */
export async function lockExisting(tx: Tx, ids: readonly LeadId[]): Promise<ReadonlySet<LeadId>> {
  const { rows } = await sql<{ readonly id: LeadId }>`
    select id from lead where id = any(${ids}::text[]) order by id for key share`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}
