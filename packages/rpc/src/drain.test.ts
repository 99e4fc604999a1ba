import { expect, test, vi } from "vitest";

import { drainInOrder } from "./drain.ts";

test("steps end one after the other", async () => {
  const ended: string[] = [];
  const step = (name: string) => ({ name, end: async () => void ended.push(name) });
  expect(await drainInOrder([step("calls"), step("timers"), step("database")], 1_000)).toBeNull();
  expect(ended).toEqual(["calls", "timers", "database"]);
});

test("what does not end in time is named, and what comes behind is left", async () => {
  vi.useFakeTimers();
  const last = vi.fn<() => Promise<void>>();
  const drained = drainInOrder(
    [
      { name: "calls", end: async () => undefined },
      { name: "timers", end: async () => new Promise(() => undefined) },
      { name: "database", end: last },
    ],
    500,
  );
  await vi.advanceTimersByTimeAsync(500);
  vi.useRealTimers();
  expect(await drained).toBe("timers");
  expect(last).not.toHaveBeenCalled();
});
