import { TEST_NOW } from "@pointsman/testkit/builders";
import { createEmptyDatabase } from "@pointsman/testkit/postgres";
import { sql } from "kysely";
import { expect, inject, test } from "vitest";

import { connect } from "../connect.ts";
import { migrate, readMigrations } from "../migrate.ts";
import { cutOutboxBatch } from "./cut-outbox-batch.ts";
import { readBatch } from "./read-batch.ts";

test("events that named their batch are in the same batches by their numbers, and the others are still to be cut", async () => {
  await using database = await createEmptyDatabase(inject("postgresTemplate").adminUrl);
  await using db = connect({ url: database.url, maxConnections: 2, applicationName: "store-test" });
  const migrations = await readMigrations();
  await migrate(
    database.url,
    migrations.filter(({ name }) => name < "0043"),
  );
  await sql`
    create table outbox_archive_all partition of outbox_archive default;
    create table outbox_batch_archive_all partition of outbox_batch_archive default;
    insert into outbox_batch_archive (id, token, event_count, created_at, delivered_at, dispatched)
    values (-1, encode(sha256('[1]'), 'hex'), 1, now(), now(), true);
    insert into outbox_archive (id, event_id, kind, occurred_at, payload, content_hash, batch_id)
    values (1, 'evt_1', 'lead.received', now(), '[1]', 1, -1);
    insert into outbox_batch (token, event_count, created_at) values (encode(sha256(e'[2]\n[4]'), 'hex'), 2, now());
    insert into outbox (id, event_id, kind, occurred_at, payload, content_hash, batch_id) overriding system value
    select n, 'evt_' || n, 'lead.received', now(), format('[%s]', n)::json, n, case when n in (2, 4) then 1 end
    from generate_series(2, 6) as n`.execute(db);
  await migrate(database.url, migrations);
  const idsOf = async (batchId: number) => (await readBatch(db, batchId)).events.map(({ eventId }) => eventId);
  expect(await idsOf(-1)).toEqual(["evt_1"]);
  expect(await idsOf(1)).toEqual(["evt_2", "evt_4"]);
  const rest = await cutOutboxBatch(db, { maxEvents: 10, nowTs: TEST_NOW });
  expect(await idsOf(rest?.id ?? 0)).toEqual(["evt_3", "evt_5", "evt_6"]);
  expect(await cutOutboxBatch(db, { maxEvents: 10, nowTs: TEST_NOW })).toBeUndefined();
});
