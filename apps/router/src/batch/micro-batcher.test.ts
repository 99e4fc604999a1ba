import { describe, expect, test } from "vitest";

import { MicroBatcher } from "./micro-batcher.ts";

function openBatcher({ maxItems = 100, maxWaiting = 1_000, poison = -1 } = {}) {
  const batches: (readonly number[])[] = [];
  const batcher = new MicroBatcher<number, string>({
    run: async (items) => {
      batches.push(items);
      await Promise.resolve();
      if (items.includes(poison)) throw new Error(`cannot take ${poison}`);
      if (items.includes(DOWN)) throw new Error("the database is down");
      return items.map((item) => `done ${item}`);
    },
    maxItems,
    maxWaiting,
    isOneItemsFault: (error) => error instanceof Error && !error.message.includes("down"),
  });
  return { batcher, batches };
}

const DOWN = -2;

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

  test("finds the item that makes a batch fail, and refuses that one alone", async () => {
    const { batcher } = openBatcher({ poison: 5 });
    const settled = await Promise.allSettled(Array.from({ length: 9 }, async (_, item) => batcher.submit(item)));
    expect(settled.map(({ status }) => status)).toEqual(
      Array.from({ length: 9 }, (_, item) => (item === 5 ? "rejected" : "fulfilled")),
    );
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
