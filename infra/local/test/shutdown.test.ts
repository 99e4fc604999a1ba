import { expect, test } from "vitest";

import { createApi } from "../src/api.ts";
import { postLead } from "../src/demo/post-lead.ts";
import { seedOrganisation } from "../src/demo/seed-organisation.ts";
import { choosePorts } from "../src/stack/ports.ts";
import { startStack } from "../src/stack/stack.ts";
import { makeDataDir } from "./test-stack.ts";

test("a lead that waits in the edge's queue is routed before the stack stops", async () => {
  await using data = await makeDataDir();
  const start = async () => startStack({ port: 0, dataDir: data.path, fresh: false, servers: {} }, () => {});

  const first = await start();
  await seedOrganisation(createApi({ ...first.urls, operatorKey: first.keys.operator }), Date.now());
  await first.parts.get("router")?.stop();
  const lead = { contentType: "form" as const, fields: { email: "late@company.example", country: "US", state: "CA" } };
  const posted = await postLead(first.urls.intake, { lead, idempotencyKey: "late" });
  expect(posted.httpStatus).toBe(202);
  await first.stop();

  const second = await start();
  const { router } = createApi({ ...second.urls, operatorKey: second.keys.operator });
  const { leads } = await router.leads.list.query({});
  await second.stop();
  expect(leads).toMatchObject([{ id: posted.leadId, state: "assigned" }]);
});

test("two stacks cannot run on the same data", async () => {
  await using data = await makeDataDir();
  const start = async () => startStack({ port: 0, dataDir: data.path, fresh: false, servers: {} }, () => {});
  const stack = await start();
  await expect(start()).rejects.toThrow(/Pointsman runs already/);
  await stack.stop();
});

test("a port in use is named, and the others are given back", async () => {
  const { intake } = await choosePorts(0);
  const { createServer } = await import("node:net");
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(intake + 2, "127.0.0.1", resolve));
  await expect(choosePorts(intake)).rejects.toThrow(`Port ${intake + 2} is in use`);
  await new Promise((resolve) => taken.close(resolve));
  expect(await choosePorts(intake)).toMatchObject({ intake, router: intake + 1 });
});
