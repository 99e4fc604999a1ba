import type { ClickHouseClient } from "@clickhouse/client";
import { z } from "zod";

import { defineQuery } from "./define-query.ts";

const listTables = defineQuery({
  name: "dump_schema",
  sql: `select name, create_table_query from system.tables where database = {database: String} order by name`,
  params: z.object({ database: z.string() }),
  row: z.object({ name: z.string(), createTableQuery: z.string() }),
});

const showCreate = (database: string, table: string) =>
  defineQuery({
    name: "dump_schema_table",
    sql: `show create table ${database}.${table}`,
    params: z.object({}),
    row: z.object({ statement: z.string() }),
  });

/** The schema as the engine states it, a statement a table or view, by name, without the database's name. */
export async function dumpSchema(client: ClickHouseClient, options: { readonly database: string }): Promise<string> {
  const statements: string[] = [];
  for (const { name } of await listTables.run(client, options)) {
    const [row] = await showCreate(options.database, name).run(client, {});
    statements.push(`${row?.statement.replaceAll(`${options.database}.`, "")};\n`);
  }
  return statements.join("\n");
}
