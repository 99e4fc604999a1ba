import { pino } from "pino";
import { expect, test, vi } from "vitest";

import { toSubmission } from "../../test/submission.ts";
import { openDemoService, placeOf } from "../../test/timed-service.ts";
import { startTimers } from "./run-timers.ts";
import { isSameDecision } from "./timer-context.ts";

const WEST = ["rep_sarah-l", "rep_nina-p", "rep_diego-r", "rep_lucia-f"] as const;

test("two processes share the jobs: what waits has its turn by itself, once", { timeout: 60_000 }, async () => {
  await using router = await openDemoService({
    "rep_jordan-k": { capacity: 1, softLimitPct: 100, hardLimitPct: 100 },
    ...Object.fromEntries(WEST.map((repId) => [repId, { rampPct: 0 }])),
  });
  const context = { ...router.service, log: pino({ level: "silent" }), fence: isSameDecision };
  const workers = [await startTimers(context, router), await startTimers(context, router)];
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
