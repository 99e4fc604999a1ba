import { afterAll, beforeAll, expect, test } from "vitest";

import { FAULTS } from "../../src/faults/faults.ts";
import { openServer, SEED } from "./open-server.ts";

let open: Awaited<ReturnType<typeof openServer>>;

beforeAll(async () => {
  open = await openServer();
});

afterAll(async () => {
  await open[Symbol.asyncDispose]();
});

test.each(FAULTS)(`$name, FAULTS_SEED=${SEED}: $does`, async ({ run }) => {
  const { server, template } = open;
  const { signal } = new AbortController();
  const findings = await run({ server, template, seed: SEED, size: "short", signal, note: () => {} });
  expect(findings.length).toBeGreaterThan(20);
  expect(findings.filter(({ ok }) => !ok)).toEqual([]);
});
