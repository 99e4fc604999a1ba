import type { ClickHouseClient } from "@clickhouse/client";
import { expect, test } from "vitest";

import { appendReceived } from "../../test/seed.ts";
import { openTestService, relayAll } from "../../test/test-service.ts";
import { compareStores } from "./compare-stores.ts";

/** The warehouse, with something that happens just before each time it is read. */
function beforeQuery(warehouse: ClickHouseClient, happen: (time: number) => Promise<void>): ClickHouseClient {
  let times = 0;
  const query = async (params: Parameters<ClickHouseClient["query"]>[0]) => {
    times += 1;
    await happen(times);
    return warehouse.query(params);
  };
  return Object.assign(Object.create(warehouse), { query });
}

test("events that come and arrive between the reads are no difference: the group is looked at again", async () => {
  await using open = await openTestService();
  await appendReceived(open.db, 10);
  await relayAll(open.relay);
  let reads = 0;
  const warehouse = beforeQuery(open.service.warehouse, async (time) => {
    reads = time;
    if (time > 2) return;
    await appendReceived(open.db, 3, `late${time}-`);
    await relayAll(open.relay);
  });
  expect(await compareStores({ ...open.service, warehouse })).toMatchObject({ ok: true, checked: 1, violations: [] });
  expect(reads).toBe(3);
});

test("a group that never stands still is left out, and that is said", async () => {
  await using open = await openTestService();
  await appendReceived(open.db, 10);
  await relayAll(open.relay);
  const warehouse = beforeQuery(open.service.warehouse, async (time) => appendReceived(open.db, 1, `late${time}-`));
  expect(await compareStores({ ...open.service, warehouse })).toMatchObject({
    ok: true,
    checked: 0,
    detail:
      "0 groups of hour and kind compared by count and hash; 0 differ. 1 more could not be compared: events were on their way.",
  });
});

test("the same count of other events is a difference", async () => {
  await using open = await openTestService();
  await appendReceived(open.db, 10);
  await relayAll(open.relay);
  await open.service.warehouse.command({
    query: "alter table lead_event_v2 update content_hash = 1 where lead_id = 'lead_l3' settings mutations_sync = 2",
  });
  const { ok, violations } = await compareStores(open.service);
  expect(ok).toBe(false);
  expect(violations).toMatchObject([
    { hour: "2026-11-22T09:00:00.000Z", postgres: { count: 10 }, warehouse: { count: 10 } },
  ]);
});
