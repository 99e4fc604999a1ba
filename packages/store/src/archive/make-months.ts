import type { Timestamp } from "@pointsman/contracts/primitive";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";
import type { MonthlyTable } from "./archived-tables.ts";

/** The archive's part of the month (UTC) of `at`, e.g. `decision_archive_2026_03`. */
export function toPartName(table: MonthlyTable, at: Timestamp): string {
  return `${table}_archive_${at.slice(0, 4)}_${at.slice(5, 7)}`;
}

/**
 * Makes the parts of the archive that these instants fall into, where they are missing. A part is attached once it is
 * made, not made as one: that would keep readers of the archive out until the end of the transaction.
 */
export async function makeMonths(
  tx: Tx,
  tables: readonly MonthlyTable[],
  instants: readonly Timestamp[],
): Promise<void> {
  const months = new Set(instants.map((at) => at.slice(0, "2026-03".length)));
  const parts = tables.flatMap((table) => [...months].map((month) => ({ table, month })));
  const named = parts.map((part) => ({ ...part, name: toPartName(part.table, part.month) }));
  const { rows } = await sql<{ readonly name: string }>`
    select name from unnest(${named.map(({ name }) => name)}::text[]) as name where to_regclass(name) is null`.execute(
    tx,
  );
  const missing = new Set(rows.map(({ name }) => name));
  for (const { table, month, name } of named) {
    if (!missing.has(name)) continue;
    const parent = sql.table(`${table}_archive`);
    const from = `${month}-01T00:00:00Z`;
    await sql`create table ${sql.table(name)} (like ${parent} including all)`.execute(tx);
    await sql`
      alter table ${parent} attach partition ${sql.table(name)}
      for values from (${sql.lit(from)}) to (${sql.lit(startOfNext(month))})`.execute(tx);
  }
}

function startOfNext(month: string): Timestamp {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString();
}
