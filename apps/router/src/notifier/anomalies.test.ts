import { toTimestamp } from "@pointsman/contracts/primitive";
import { insertAnomaly } from "@pointsman/store/anomalies/anomalies";
import { inTransaction } from "@pointsman/store/in-transaction";
import { insertNotifications } from "@pointsman/store/notifications/insert-notifications";
import { upsertPeople } from "@pointsman/store/people/people";
import { expect, test } from "vitest";

import { openNotifierBed, type NotifierBed } from "../../test/notifier-bed.ts";

const SENTENCE = "Territory West, tier 2: leads were re-routed 18 % of the time (18 of 100); 6 % is usual.";
const BODY = {
  kind: "reroute_rate",
  where: { territory: "west", tier: "2" },
  since: "2026-11-17",
  q: 0.012,
  sampleLeads: ["lead_a", "lead_b"],
};

async function seedPeople({ router }: NotifierBed): Promise<void> {
  const person = { role: "admin", repId: null, teamIds: [], status: "active" } as const;
  await inTransaction(router.service.db, async (tx) =>
    upsertPeople(tx, [
      { ...person, id: "person_ops", name: "Olga O.", email: "olga@ops.example" },
      { ...person, id: "person_jordan", name: "Jordan K.", email: "j@ops.example", repId: "rep_jordan-k" },
      { ...person, id: "person_left", name: "Lee L.", email: "lee@ops.example", status: "deactivated" },
      { ...person, id: "person_boss", name: "Bo B.", email: "bo@ops.example", role: "manager" },
    ]),
  );
}

/** As a scan does: the anomaly and what is told of it in one transaction. */
async function openAnomaly({ router: { service } }: NotifierBed): Promise<string> {
  const now = toTimestamp(service.clock.nowMs());
  return inTransaction(service.db, async (tx) => {
    const id = await insertAnomaly(tx, { body: BODY, sentence: SENTENCE }, now);
    const payload = { anomalyId: id };
    await insertNotifications(tx, [{ kind: "anomaly_opened", repId: null, lead: null, createdAt: now, payload }]);
    return id;
  });
}

test("an anomaly is told to active admins and to endpoints that ask for it, each once", async () => {
  await using bed = await openNotifierBed();
  await seedPeople(bed);
  const types = ["notification.anomaly_opened"] as const;
  await bed.addEndpoint({ types });
  await bed.addEndpoint({ kind: "slack", url: `${bed.hooks.url}/slack`, types });
  await bed.addEndpoint({ url: `${bed.hooks.url}/other`, types: ["notification.anomaly_closed"] });
  const id = await openAnomaly(bed);
  await bed.tell();
  bed.router.advance(60_000);
  await bed.tell();
  expect(bed.mail.mails.map(({ to }) => to).toSorted()).toEqual(["j@ops.example", "olga@ops.example"]);
  expect(bed.mail.mails[0]).toMatchObject({
    subject: "Anomaly: territory west, tier 2: reroute rate",
    text: expect.stringContaining(SENTENCE),
  });
  expect(bed.mail.mails[0]?.text).toContain("Chance of a false alarm: about 1.2 %");
  const [webhook, slack, ...others] = bed.hooks.calls
    .map(({ body }) => JSON.parse(body))
    .toSorted((a) => (a.type ? -1 : 1));
  expect(others).toEqual([]);
  expect(webhook).toMatchObject({
    type: "notification.anomaly_opened",
    data: { kind: "anomaly_opened", repId: null, leadId: null, anomaly: { id, sentence: SENTENCE, body: BODY } },
  });
  expect(slack).toMatchObject({ blocks: [{ text: { text: "Anomaly: territory west, tier 2: reroute rate" } }, {}] });
});

test("those who administer are not told twice that the same anomaly opened", async () => {
  await using bed = await openNotifierBed();
  const id = await openAnomaly(bed);
  const again = { kind: "anomaly_opened", repId: null, lead: null, payload: { anomalyId: id } } as const;
  const createdAt = toTimestamp(bed.router.service.clock.nowMs());
  await expect(
    inTransaction(bed.router.service.db, async (tx) => insertNotifications(tx, [{ ...again, createdAt }])),
  ).rejects.toThrow("notification_anomaly_key");
});
