import type { RepId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** The names of these reps that are on file. */
export async function findRepNames(db: Db, repIds: readonly RepId[]): Promise<Readonly<Record<RepId, string>>> {
  const rows = await db
    .selectFrom("rep")
    .select(["id", "name"])
    .where("id", "=", sql<RepId>`any(${repIds}::text[])`)
    .execute();
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}

/** The names of these territories that are on file. The ids may be any text, as the fact `territory` may. */
export async function findTerritoryNames(db: Db, ids: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const rows = await db
    .selectFrom("territory")
    .select(["id", "name"])
    .where(sql<boolean>`id = any(${ids}::text[])`)
    .execute();
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}
