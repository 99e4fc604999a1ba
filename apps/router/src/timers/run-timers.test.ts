import { sql } from "kysely";
import { pino } from "pino";
import { expect, test, vi } from "vitest";

import { toSubmission } from "../../test/submission.ts";
import { moveTo, openDemoService, placeOf } from "../../test/timed-service.ts";
import { startTimers } from "./run-timers.ts";
import { isSameDecision } from "./timer-context.ts";

const WEST = ["rep_sarah-l", "rep_nina-p", "rep_diego-r", "rep_lucia-f"] as const;

test("two processes share the jobs: what waits has its turn by itself, once", { timeout: 60_000 }, async () => {
  await using router = await openDemoService({
    "rep_jordan-k": { capacity: 1, softLimitPct: 100, hardLimitPct: 100 },
    ...Object.fromEntries(WEST.map((repId) => [repId, { rampPct: 0 }])),
  });
  const context = { ...router.service, log: pino({ level: "silent" }), fence: isSameDecision };
  const options = { url: router.url, deadAfterMs: 30_000 };
  const workers = [await startTimers(context, options), await startTimers(context, options)];
  try {
    const submissions = ["a", "b", "c", "d"].map((name) => toSubmission(name));
    await router.api.leads.submit({ submissions });
    for (const [done, next] of [
      ["lead_a", "lead_b"],
      ["lead_b", "lead_c"],
      ["lead_c", "lead_d"],
    ] as const) {
      await router.api.leads.convert({ leadId: done });
      await vi.waitFor(async () => expect(await placeOf(router, next)).toMatchObject({ state: "assigned", epoch: 2 }), {
        timeout: 15_000,
      });
    }
  } finally {
    await Promise.all(workers.map(async (worker) => worker.stop()));
  }
  await router.expectSound();
});

test("a job that a killed process had under way is run by another", { timeout: 60_000 }, async () => {
  await using router = await openDemoService({
    "rep_jordan-k": { timeOff: [{ kind: "pto", from: "2026-11-19T00:00:00.000Z", until: "2026-11-20T13:00:00.000Z" }] },
  });
  await router.api.leads.submit({ submissions: [toSubmission("ann", { productInterest: "newsletter" })] });
  expect(await placeOf(router, "lead_ann")).toMatchObject({ state: "held" });
  moveTo(router, "2026-11-20T13:00:00.000Z");
  await sql`update graphile_worker._private_jobs set locked_by = 'killed', locked_at = now() - interval '2 s', attempts = 1`.execute(
    router.service.db,
  );
  const context = { ...router.service, fence: isSameDecision };
  const patient = await startTimers(context, { url: router.url, deadAfterMs: 3_600_000 });
  await patient.stop();
  expect(await placeOf(router, "lead_ann")).toMatchObject({ state: "held", epoch: 1 });
  const timers = await startTimers(context, { url: router.url, deadAfterMs: 1_000 });
  try {
    await vi.waitFor(
      async () => expect(await placeOf(router, "lead_ann")).toMatchObject({ state: "assigned", epoch: 2 }),
      { timeout: 15_000 },
    );
  } finally {
    await timers.stop();
  }
});
