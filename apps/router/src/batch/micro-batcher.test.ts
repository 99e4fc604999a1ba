import { describe, expect, test } from "vitest";

import { MicroBatcher } from "./micro-batcher.ts";

function openBatcher({ maxItems = 100, maxRunning = 1, maxWaiting = 1_000, poison = -1 } = {}) {
  const batches: (readonly number[])[] = [];
  const gates: (() => void)[] = [];
  const lingers: (() => void)[] = [];
  const batcher = new MicroBatcher<number, string>({
    run: async (items) => {
      batches.push(items);
      if (items.includes(SLOW)) await new Promise<void>((resolve) => gates.push(resolve));
      await Promise.resolve();
      if (items.includes(poison)) throw new Error(`cannot take ${poison}`);
      if (items.includes(DOWN)) throw new Error("the database is down");
      return items.map((item) => `done ${item}`);
    },
    rescue: async (item, error) => {
      if (item === HOPELESS) throw error;
      return `rescued ${item}`;
    },
    maxItems,
    maxRunning,
    linger: async () => new Promise((resolve) => lingers.push(resolve)),
    maxWaiting,
    isOneItemsFault: (error) => error instanceof Error && !error.message.includes("down"),
  });
  return { batcher, batches, gates, lingers };
}

const [DOWN, SLOW, HOPELESS] = [-2, -3, -4];

/** Lets everything happen that waits for nothing. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe("a micro-batcher", () => {
  test("tells all of a batch at once that the database is down, without trying each of them", async () => {
    const { batcher, batches } = openBatcher();
    const settled = await Promise.allSettled([1, DOWN, 3].map(async (item) => batcher.submit(item)));
    expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(batches).toHaveLength(1);
  });

  test("runs what arrives together as one batch and answers each in its place", async () => {
    const { batcher, batches } = openBatcher();
    expect(await Promise.all([1, 2, 3].map(async (item) => batcher.submit(item)))).toEqual([
      "done 1",
      "done 2",
      "done 3",
    ]);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  test("fills no batch beyond its limit, and loses nothing", async () => {
    const { batcher, batches } = openBatcher({ maxItems: 4 });
    await Promise.all(Array.from({ length: 10 }, async (_, item) => batcher.submit(item)));
    expect(batches.map(({ length }) => length)).toEqual([4, 4, 2]);
  });

  test("finds the item that makes a batch fail, and rescues that one alone", async () => {
    const { batcher } = openBatcher({ poison: 5 });
    const results = await Promise.all(Array.from({ length: 9 }, async (_, item) => batcher.submit(item)));
    expect(results).toEqual(Array.from({ length: 9 }, (_, item) => (item === 5 ? "rescued 5" : `done ${item}`)));
  });

  test("tells the caller of an item that cannot be rescued, and him alone", async () => {
    const { batcher } = openBatcher({ poison: HOPELESS });
    const settled = await Promise.allSettled([1, HOPELESS, 3].map(async (item) => batcher.submit(item)));
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });

  test("begins a second batch when it is a quarter full, or has lingered, and no third", async () => {
    const { batcher, batches, gates, lingers } = openBatcher({ maxItems: 8, maxRunning: 2 });
    const first = batcher.submit(SLOW);
    await settle();
    const others = [batcher.submit(1)];
    await settle();
    expect(batches).toEqual([[SLOW]]);
    lingers.shift()?.();
    await Promise.all(others);
    expect(batches).toEqual([[SLOW], [1]]);
    others.push(batcher.submit(SLOW), batcher.submit(2));
    await settle();
    expect(batches.slice(2)).toEqual([[SLOW, 2]]);
    others.push(...[3, 4, 5, 6, 7, 8, 9, 10].map(async (item) => batcher.submit(item)));
    await settle();
    expect(batches).toHaveLength(3);
    for (const open of gates) open();
    await settle();
    await Promise.all([first, ...others, batcher.drain()]);
    expect(batches.slice(3)).toEqual([[3, 4, 5, 6, 7, 8, 9, 10]]);
  });

  test("begins the next when the one under way ends, without lingering", async () => {
    const { batcher, batches, gates } = openBatcher({ maxItems: 8, maxRunning: 2 });
    const first = batcher.submit(SLOW);
    await settle();
    const second = batcher.submit(1);
    await settle();
    expect(batches).toEqual([[SLOW]]);
    gates.shift()?.();
    await Promise.all([first, second]);
    expect(batches).toEqual([[SLOW], [1]]);
  });

  test("lingers anew for whoever came after a batch took those along who lingered", async () => {
    const { batcher, batches, gates, lingers } = openBatcher({ maxItems: 8, maxRunning: 2 });
    const calls = [batcher.submit(SLOW)];
    await settle();
    calls.push(batcher.submit(1));
    await settle();
    calls.push(batcher.submit(SLOW));
    await settle();
    expect(batches).toEqual([[SLOW], [1, SLOW]]);
    calls.push(batcher.submit(2));
    gates.shift()?.();
    await settle();
    for (const expected of [2, 3]) {
      lingers.shift()?.();
      await settle();
      expect(batches).toHaveLength(expected);
    }
    expect(batches.at(-1)).toEqual([2]);
    gates.shift()?.();
    await Promise.all(calls);
  });

  test("starts again after it ran dry", async () => {
    const { batcher, batches } = openBatcher();
    await batcher.submit(1);
    await batcher.drain();
    expect(await batcher.submit(2)).toBe("done 2");
    expect(batches).toEqual([[1], [2]]);
  });

  test("refuses more than may wait", async () => {
    const { batcher } = openBatcher({ maxWaiting: 2 });
    const settled = await Promise.allSettled([1, 2, 3].map(async (item) => batcher.submit(item)));
    expect(settled[2]).toMatchObject({ status: "rejected", reason: { code: "OVERLOADED" } });
    expect(batcher.depth).toBe(0);
  });
});
