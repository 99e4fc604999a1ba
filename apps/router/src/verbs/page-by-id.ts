import { parseCursor, toCursor } from "@pointsman/store/cursor";
import type { PageOptions } from "@pointsman/store/page";

/**
 * A page of what is in memory by id in ascending order. It goes on behind the last id seen, so that what is added meanwhile
 * repeats and hides nothing.
 *
 * @throws AppError `INVALID_INPUT` for a cursor that is not one of this list
 */
export function pageById<T extends { readonly id: string }>(
  items: readonly T[],
  { limit, cursor }: PageOptions,
): { readonly items: readonly T[]; readonly nextCursor: string | null } {
  const [after = ""] = cursor === undefined ? [] : parseCursor(cursor, (parts) => parts.length === 1);
  const from = items.findIndex(({ id }) => id > after);
  const page = from === -1 ? [] : items.slice(from, from + limit);
  const last = page.at(-1);
  const isLastPage = last === undefined || from + limit >= items.length;
  return { items: page, nextCursor: isLastPage ? null : toCursor([last.id]) };
}
