import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Readiness } from "./readiness.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = async () => new Promise<null>(() => undefined);

test("is ready from the start on until it drains, and never again", async () => {
  const readiness = new Readiness([]);
  expect(await readiness.read()).toEqual({ isReady: false, reasons: ["The service is starting."] });
  readiness.start();
  expect(await readiness.read()).toEqual({ isReady: true, reasons: [] });
  readiness.drain();
  readiness.start();
  expect(await readiness.read()).toEqual({ isReady: false, reasons: ["The service is about to end."] });
});

test("says everything that is missing, and is ready once it is there", async () => {
  const missing = new Set(["a", "b"]);
  const needs = ["a", "b"].map((name) => ({
    check: async () => (missing.has(name) ? `${name} is missing.` : null),
    otherwise: "",
  }));
  const readiness = new Readiness(needs);
  readiness.start();
  expect(await readiness.read()).toEqual({ isReady: false, reasons: ["a is missing.", "b is missing."] });
  missing.clear();
  expect(await readiness.read()).toMatchObject({ isReady: true });
});

test.each([
  ["rejects", async () => Promise.reject(new Error("no"))],
  ["does not end in time", never],
])("a check that %s is a reason", async (_, check) => {
  const readiness = new Readiness([{ check, otherwise: "The database does not answer." }]);
  readiness.start();
  const read = readiness.read();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await read).toEqual({ isReady: false, reasons: ["The database does not answer."] });
});

test("many who ask at once are one look", async () => {
  let looks = 0;
  const check = async () => {
    looks += 1;
    return null;
  };
  const readiness = new Readiness([{ check, otherwise: "" }]);
  await Promise.all(Array.from({ length: 10 }, async () => readiness.read()));
  expect(looks).toBe(1);
});
