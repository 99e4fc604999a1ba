import { expect, test } from "vitest";

import { Slots } from "./slots.ts";

test("so many run, so many wait in turn, the next is told to come back", async () => {
  const slots = new Slots({ running: 2, waiting: 1 });
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const begin = async (name: string) =>
    slots.use(async () => {
      started.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      return name;
    });
  const [a, b, c] = [begin("a"), begin("b"), begin("c")];
  await expect(begin("d")).rejects.toMatchObject({ code: 202, status: 503 });
  expect(started).toEqual(["a", "b"]);
  ends.get("b")?.();
  expect(await b).toBe("b");
  await expect.poll(() => started).toEqual(["a", "b", "c"]);
  for (const name of ["a", "c"]) ends.get(name)?.();
  expect(await Promise.all([a, c])).toEqual(["a", "c"]);
  await slots.drain();
});

test("a task that fails gives its slot back", async () => {
  const slots = new Slots({ running: 1, waiting: 0 });
  await expect(slots.use(async () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await slots.use(async () => Promise.resolve(1))).toBe(1);
});
