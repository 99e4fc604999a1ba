import type { ColumnType } from "kysely";

/** A `json` or `jsonb` column: written as text, read as the value. */
export type Json<T> = ColumnType<T, string, string>;
