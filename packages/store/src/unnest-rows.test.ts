import { sql } from "kysely";
import { expect, test } from "vitest";

import { openTestStore } from "../test/test-store.ts";
import { unnestRows } from "./unnest-rows.ts";

const COLUMNS = {
  name: "text",
  list: "text[]",
  count: "int",
  big: "bigint",
  at: "timestamptz",
  fields: "jsonb",
  document: "json",
} as const;

const AWKWARD = `a "b" \\ {c,d} é 漢 𝄞\n\tNULL`;

test("rows arrive as they were, whatever their texts are made of", async () => {
  await using store = await openTestStore(1);
  const rows = [
    {
      name: AWKWARD,
      list: [AWKWARD, "", "NULL"],
      count: -7,
      big: "-9223372036854775808",
      at: "2026-11-22T09:30:00.120Z",
      fields: JSON.stringify({ text: AWKWARD }),
      document: '{"b":1,  "a":2}',
    },
    { name: "", list: [], count: 0, big: 0, at: null },
  ];
  const { rows: read } = await sql`
    select name, list, count, big::text, at, fields, document::text from (${unnestRows(COLUMNS, rows)}) as row`.execute(
    store.db,
  );
  const [first] = rows;
  expect(read).toEqual([
    { ...first, fields: { text: AWKWARD } },
    { name: "", list: [], count: 0, big: "0", at: null, fields: null, document: null },
  ]);
});

test("no rows are no rows", async () => {
  await using store = await openTestStore(1);
  expect((await unnestRows(COLUMNS, []).execute(store.db)).rows).toEqual([]);
});
