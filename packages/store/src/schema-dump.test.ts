import { readFile } from "node:fs/promises";

import { sql } from "kysely";
import { expect, test } from "vitest";

import { inRollback, openTestStore } from "../test/test-store.ts";
import { DUMP_COMMAND, dumpSchema } from "./schema-dump.ts";

test("schema.sql is what the migrations come to", async () => {
  await using store = await openTestStore(1);
  const golden = await readFile(new URL("../schema.sql", import.meta.url), "utf8");
  expect(await dumpSchema(store.db), `schema.sql is out of date: run ${DUMP_COMMAND}`).toBe(golden);
});

test("the dump shows what a migration without its dump would have changed", async () => {
  await using store = await openTestStore(1);
  const before = await dumpSchema(store.db);
  const statements = [
    "alter table pool_state alter seq set default 7",
    "alter table rep drop constraint rep_capacity_check",
    "drop index lead_held_until_idx",
    "drop trigger lead_decided on lead",
    "comment on column lead.epoch is 'something else'",
    "alter table rep_load reset (fillfactor)",
  ];
  for (const statement of statements) {
    await inRollback(store.db, async (tx) => {
      await sql.raw(statement).execute(tx);
      expect(await dumpSchema(tx), `after ${statement}`).not.toBe(before);
    });
  }
});

test("every table says what it is for", async () => {
  await using store = await openTestStore(1);
  const { rows } = await sql`
    select relname from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and obj_description(oid, 'pg_class') is null`.execute(
    store.db,
  );
  expect(rows).toEqual([]);
});
