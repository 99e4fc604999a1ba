import { expect, test } from "vitest";

import { createExposition, createMetrics } from "./metrics.ts";

function open() {
  const state = { nowMs: 0, reads: 0, isDown: false, failures: 0 };
  const expose = createExposition(createMetrics(), {
    read: async () => {
      state.reads += 1;
      if (state.isDown) throw new Error("away");
    },
    onFailed: () => {
      state.failures += 1;
    },
    nowMs: () => state.nowMs,
  });
  return { state, expose };
}

test("the databases are asked at most once in 5 s, whoever scrapes", async () => {
  const { state, expose } = open();
  await Promise.all([expose(), expose(), expose()]);
  state.nowMs = 4_999;
  await expose();
  expect(state.reads).toBe(1);
  state.nowMs = 5_000;
  await expose();
  expect(state.reads).toBe(2);
});

test("the page is there while the databases are away, and says so", async () => {
  const { state, expose } = open();
  expect((await expose()).text).toContain("pointsman_state_read 1");
  Object.assign(state, { nowMs: 60_000, isDown: true });
  const { text, contentType } = await expose();
  expect(text).toContain("pointsman_state_read 0");
  expect(contentType).toContain("text/plain");
  expect(state.failures).toBe(1);
  Object.assign(state, { nowMs: 120_000, isDown: false });
  expect((await expose()).text).toContain("pointsman_state_read 1");
});
