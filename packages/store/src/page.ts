import { toCursor } from "./cursor.ts";

/** A page out of one row more than fits it: whether there is another, and where that goes on. */
export function cutPage<Row>(
  found: readonly Row[],
  limit: number,
  keyOf: (last: Row) => readonly string[],
): { readonly rows: readonly Row[]; readonly nextCursor: string | null } {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, nextCursor: found.length <= limit || last === undefined ? null : toCursor(keyOf(last)) };
}

export type PageOptions = {
  readonly limit: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
};
