import { AppError, type FieldIssue } from "@pointsman/contracts/error";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";

/** An id that stands in a field of what a caller sent. */
export type Reference = { readonly field: string; readonly id: string };

/** The reference as a list to spread: empty where the field is null. */
export function toReferences(field: string, id: string | null): readonly Reference[] {
  return id === null ? [] : [{ field, id }];
}

/**
 * Throws `INVALID_INPUT` with an issue for each field that names something not on file. Checked before the write,
 * because the foreign key's own error names a constraint and not the field.
 *
 * @param references `added`: ids that the same call adds, and that count as known.
 */
export async function assertReferences(
  tx: Tx,
  table: "rep" | "pool" | "account" | "team",
  references: { readonly list: readonly Reference[]; readonly added?: readonly string[] },
): Promise<void> {
  const ids = [...new Set(references.list.map((reference) => reference.id))];
  if (ids.length === 0) return;
  const known = new Set([...(await findKnown(tx, table, ids)), ...(references.added ?? [])]);
  throwIfAny(
    references.list
      .filter((reference) => !known.has(reference.id))
      .map(({ field, id }) => ({
        field,
        problem: `there is no ${table} ${id}`,
        expected: `the id of a ${table} on file`,
      })),
  );
}

/** Those of the ids that are on file. */
export async function findKnown(
  tx: Tx,
  table: "rep" | "pool" | "account" | "team",
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ readonly id: string }>`
    select id from ${sql.table(table)} where id = any(${ids}::text[])`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

/** Throws `INVALID_INPUT` when a value stands in two of the fields: one statement cannot write a row twice. */
export function assertDistinct(values: readonly Reference[]): void {
  const firstField = new Map<string, string>();
  const issues: FieldIssue[] = [];
  for (const { field, id } of values) {
    const first = firstField.get(id);
    if (first === undefined) firstField.set(id, field);
    else issues.push({ field, problem: `${id} stands in ${first} already` });
  }
  throwIfAny(issues);
}

/** Throws `INVALID_INPUT` with these issues, the first of them in the message, if there are any. */
export function throwIfAny(issues: readonly FieldIssue[]): void {
  const [first] = issues;
  if (first === undefined) return;
  throw new AppError("INVALID_INPUT", `${first.field}: ${first.problem}`, issues);
}
