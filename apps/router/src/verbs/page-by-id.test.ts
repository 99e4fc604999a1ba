import * as fc from "fast-check";
import { expect, test } from "vitest";

import { pageById } from "./page-by-id.ts";

function toItems(ids: Iterable<string>) {
  return [...new Set(ids)].toSorted().map((id) => ({ id }));
}

test("pages hold each item once, whatever is added and removed in between", () => {
  const ids = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { maxLength: 30 });
  fc.assert(
    fc.property(ids, ids, fc.integer({ min: 1, max: 7 }), (kept, added, limit) => {
      const seen: string[] = [];
      let cursor: string | undefined;
      for (let page = 0; ; page++) {
        const present = toItems(page % 2 === 0 ? kept : [...kept, ...added]);
        const { items, nextCursor } = pageById(present, { limit, cursor });
        expect(items.length).toBeLessThanOrEqual(limit);
        seen.push(...items.map(({ id }) => id));
        if (nextCursor === null) break;
        cursor = nextCursor;
      }
      expect(new Set(seen).size).toBe(seen.length);
      // What is left of the last page may have been added behind it; what was there all the time is there.
      expect(seen).toEqual(expect.arrayContaining(kept));
    }),
  );
});

test("a cursor of another list is refused", () => {
  expect(() => pageById([], { limit: 1, cursor: "x" })).toThrow(/cursor is not valid/);
});
