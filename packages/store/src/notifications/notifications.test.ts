import { TEST_NOW } from "@pointsman/testkit/builders";
import { expect, test } from "vitest";

import { ANN, BOB, routeToAnn, seedOrganisation } from "../../test/seed.ts";
import { openTestStore } from "../../test/test-store.ts";
import { inTransaction } from "../in-transaction.ts";
import { insertNotifications, type NewNotification } from "./insert-notifications.ts";
import { findLastToldAt, listNotifications } from "./list-notifications.ts";

const LATER = "2026-11-30T09:00:00.000Z";

function tell(name: string, overrides: Partial<NewNotification> = {}): NewNotification {
  const lead = { leadId: `lead_${name}`, epoch: 1 } as const;
  return { kind: "held_for", repId: ANN, lead, createdAt: TEST_NOW, payload: { until: LATER }, ...overrides };
}

test("a rep is told in order, of one decision the same only once, and of what is after an instant", async () => {
  await using store = await openTestStore();
  await seedOrganisation(store.db);
  await inTransaction(store.db, async (tx) => {
    await routeToAnn(tx, ["a", "b"]);
    await insertNotifications(tx, [tell("b"), tell("a", { createdAt: LATER }), tell("a", { repId: BOB })]);
    await insertNotifications(tx, [tell("b"), tell("b", { kind: "reminder" })]);
    await insertNotifications(tx, [tell("b", { kind: "digest", lead: null })]);
    await insertNotifications(tx, [tell("b", { kind: "digest", lead: null, createdAt: LATER })]);
  });
  const list = async (after: string | null) =>
    (await listNotifications(store.db, { repId: ANN, kinds: ["held_for"], after, limit: 10 })).map(
      ({ leadId }) => leadId,
    );
  expect(await list(null)).toEqual(["lead_b", "lead_a"]);
  expect(await list(TEST_NOW)).toEqual(["lead_a"]);
  expect(await findLastToldAt(store.db, ANN, "digest")).toBe(LATER);
  expect(await findLastToldAt(store.db, BOB, "digest")).toBeNull();
});
