import { sql, type RawBuilder } from "kysely";

import type { Db } from "../connect.ts";
import { ARCHIVED_TABLES, type ArchivedTable } from "./archived-tables.ts";

/** The columns of each table as a list for a statement, named one by one: in its archive they may stand elsewhere. */
export type ArchivedColumns = Readonly<Record<ArchivedTable, RawBuilder<unknown>>>;

export async function readColumns(db: Db): Promise<ArchivedColumns> {
  const { rows } = await sql<{ readonly name: ArchivedTable; readonly columns: string }>`
    select attrelid::regclass::text as name, string_agg(quote_ident(attname), ', ' order by attnum) as columns
    from pg_attribute
    where attrelid = any(${ARCHIVED_TABLES}::text[]::regclass[]) and attnum > 0 and not attisdropped
    group by attrelid`.execute(db);
  const lists = rows.map(({ name, columns }) => [name, sql.raw(columns)]);
  return Object.fromEntries(lists) as ArchivedColumns; // a row a table
}
