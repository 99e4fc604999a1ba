import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** Forgets the oldest deliveries that were done with before `before`, at most `limit`. @returns how many */
export async function pruneDeliveries(
  db: Db,
  { before, limit }: { readonly before: Timestamp; readonly limit: number },
): Promise<number> {
  const { rows } = await sql`
    delete from delivery
    where id in (
      select id from (select id, finished_at from delivery order by id limit ${limit}) as oldest
      where finished_at < ${before}::timestamptz)
    returning id`.execute(db);
  return rows.length;
}
