import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { openHttpService, TEST_KEY } from "../test/http-service.ts";
import { openTestService, seedOrganisation } from "../test/test-service.ts";

const EXAMPLE = fileURLToPath(new URL("../examples/route-a-lead.ts", import.meta.url));

async function run(env: Readonly<Record<string, string>>) {
  return promisify(execFile)(process.execPath, [EXAMPLE, "jo@example-user.example"], {
    env: { ...process.env, ...env },
    timeout: 20_000,
  });
}

test("the example of a typed client hears of the lead that it routes, and lists it", async () => {
  await using router = await openTestService();
  await seedOrganisation(router);
  await using http = await openHttpService(router.service);
  const { stdout } = await run({ ROUTER_URL: http.url, ROUTER_API_KEY: TEST_KEY });
  expect(stdout).toContain("2. Territory: West 200–500 → Jordan K. (available)");
  expect(stdout).toContain("live: lead.assigned, rep_jordan-k");
  expect(stdout).toMatch(/^rep_jordan-k has, latest first: lead_/m);
});

test("with a wrong key it says so", async () => {
  await using router = await openTestService();
  await using http = await openHttpService(router.service);
  await expect(run({ ROUTER_URL: http.url, ROUTER_API_KEY: "pm_wrong" })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("refused"),
  });
});
