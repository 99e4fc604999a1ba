import type { Anomaly } from "@pointsman/anomalies/anomaly/anomaly";
import { pageNotifications } from "@pointsman/store/notifications/list-notifications";
import { expect, test } from "vitest";

import { plantYear } from "../../test/plant-year.ts";
import { openTestService, toApi } from "../../test/test-service.ts";

test("of a year with one anomaly of each kind each is found once, where it is, and told", async () => {
  await using tested = await openTestService();
  await plantYear(tested.service, { seed: 1, isPlanted: true });
  const api = toApi(tested.service, ["reports:read"]);
  await api.anomalies.scan({ days: 365 });
  const list = await api.anomalies.list();
  const found = list.map(({ body }) => body as unknown as Anomaly).map(({ kind, where }) => ({ kind, where }));
  expect(found.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))).toEqual([
    { kind: "conversion", where: { source: "webinar" } },
    { kind: "fact_missing", where: { fact: "segment", source: "partner" } },
    { kind: "fallback_share", where: { territory: "north" } },
    { kind: "reroute_rate", where: { territory: "west", tier: "B" } },
    { kind: "route_promise", where: {} },
    { kind: "route_time", where: { territory: "south", tier: "C" } },
    { kind: "route_time_tail", where: { territory: "south", tier: "A" } },
    { kind: "rule_match_share", where: { territory: "east", rule: expect.stringMatching(/^east-[ab]$/) } },
    { kind: "silence", where: { source: "fair" } },
    { kind: "volume", where: { source: "ads" } },
  ]);
  expect(
    list.every(
      ({ body }) =>
        (body as unknown as Anomaly).kind === "silence" || (body as unknown as Anomaly).sampleLeads.length > 0,
    ),
  ).toBe(true);
  const { notifications } = await pageNotifications(tested.db, { limit: 100 });
  expect(notifications.map(({ kind, payload }) => `${kind} ${String(payload["anomalyId"])}`).toSorted()).toEqual(
    list.map(({ id }) => `anomaly_opened ${id}`).toSorted(),
  );
  // Seen again it is told no second time.
  expect(await api.anomalies.scan({ days: 365 })).toMatchObject({ opened: [], merged: [], closed: [] });
  expect((await pageNotifications(tested.db, { limit: 100 })).notifications).toHaveLength(notifications.length);
});

// By chance alone there is something open in every second such year: a tenth of the calls may be false, and one stays open for ten days.
test("nothing is found in a year in which nothing moves", async () => {
  await using tested = await openTestService();
  await plantYear(tested.service, { seed: 1, isPlanted: false });
  const api = toApi(tested.service, ["reports:read"]);
  expect(await api.anomalies.scan({ days: 365 })).toMatchObject({ opened: [] });
});
