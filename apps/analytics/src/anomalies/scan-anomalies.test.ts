import { createHash } from "node:crypto";

import { insertBatch } from "@pointsman/warehouse/ingest/insert-batch";
import { toEvents } from "@pointsman/warehouse/testing/lead-history";
import { expect, test } from "vitest";

import { openTestService, START_MS, toApi, type TestService } from "../../test/test-service.ts";
import { scanAnomalies } from "./scan-anomalies.ts";

const DAY_MS = 86_400_000;
const DAYS = 50;

/** Ten leads a day in each of 12 segments for 50 days; every 17th is re-routed, West's of tier B every third in the last six days. */
async function seedLeads({ service }: TestService): Promise<void> {
  const events = [];
  for (const territory of ["west", "east", "north", "south"]) {
    for (const tier of ["A", "B", "C"]) {
      for (let lead = 0; lead < DAYS * 10; lead++) {
        const receivedMs = START_MS - DAYS * DAY_MS + lead * (DAY_MS / 10) + 1_000;
        const isBad = territory === "west" && tier === "B" && receivedMs >= START_MS - 6 * DAY_MS;
        const place = { territory, tier, ruleId: `${territory}-all`, rep: "kim" };
        const assigned = { kind: "lead.assigned", epoch: 1, afterMs: 2_000, ...place } as const;
        const rerouted = { kind: "lead.rerouted", epoch: 2, afterMs: 60_000, ...place, reason: "capacity" } as const;
        const changes = lead % (isBad ? 3 : 17) === 0 ? [assigned, rerouted] : [assigned];
        events.push(...toEvents({ lead: `${territory}-${tier}-${lead}`, receivedMs }, changes));
      }
    }
  }
  const rows = events.map((event) => {
    const payload = JSON.stringify(event);
    return { payload, contentHash: createHash("sha256").update(payload).digest().readBigInt64BE().toString() };
  });
  await insertBatch(service.warehouse, { rows, token: "anomalies" });
}

test("an anomaly opens where it is, is acknowledged, goes on, and closes when it is over", async () => {
  await using tested = await openTestService();
  await seedLeads(tested);
  const api = toApi(tested.service, ["reports:read", "config:write"]);

  const first = await api.anomalies.scan({ days: 50 });
  expect(first.opened).toHaveLength(1);
  const [opened] = await api.anomalies.list();
  expect(opened).toMatchObject({
    state: "opened",
    body: { kind: "reroute_rate", where: { territory: "west", tier: "B" }, reason: { reason: "capacity" } },
  });
  expect(opened?.sentence).toMatch(
    /^Territory west, tier B: leads were re-routed 3\d % of the time .* mostly for capacity/,
  );

  const id = opened?.id ?? "";
  await api.anomalies.acknowledge({ id });
  await expect(api.anomalies.acknowledge({ id })).rejects.toThrow("is acknowledged already");
  expect(await api.anomalies.scan({ days: 50 })).toMatchObject({ opened: [], seenAgain: [id], closed: [] });
  expect(await api.anomalies.list()).toMatchObject([{ id, state: "acknowledged", acknowledgedBy: "key_test" }]);

  // Nobody sends leads any more: two months later nothing is unusual.
  const later = { ...tested.service, clock: { nowMs: () => START_MS + 60 * DAY_MS } };
  expect(await scanAnomalies(later, 50)).toMatchObject({ opened: [], seenAgain: [], closed: [id] });
  expect(await api.anomalies.list()).toMatchObject([{ id, state: "closed", acknowledgedBy: "key_test" }]);
});

test("there is nothing to find where nothing is", async () => {
  await using tested = await openTestService();
  const api = toApi(tested.service, ["reports:read"]);
  expect(await api.anomalies.scan({ days: 40 })).toMatchObject({ opened: [], closed: [] });
  await expect(api.anomalies.acknowledge({ id: "1" })).rejects.toThrow("lacks the scope config:write");
});
