import { expect, test } from "vitest";

import { toRetryDelaySeconds } from "./retry-delay.ts";

test.each([
  [1, 2],
  [2, 4],
  [3, 8],
  [4, 15],
  [40, 15],
  [41, 30],
  [48, 3_840],
  [49, 7_200],
  [100, 7_200],
  [2_000, 7_200],
])("attempt %i waits %i s", (attempts, seconds) =>
  expect(toRetryDelaySeconds(attempts, { baseSeconds: 2, capSeconds: 15 })).toBe(seconds),
);

test("a longer base is never shortened, and the pauses only grow", () => {
  const delays = Array.from({ length: 100 }, (_, n) => toRetryDelaySeconds(n + 1, { baseSeconds: 60, capSeconds: 15 }));
  expect(delays[0]).toBe(60);
  expect(delays).toEqual([...delays].sort((a, b) => a - b));
});
