import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { LeadId } from "@pointsman/contracts/id";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";

import { seedOrganisation } from "../src/demo/seed-organisation.ts";
import { ROOT } from "../src/paths.ts";
import { openTestStack } from "./test-stack.ts";

const execute = promisify(execFile);

type Open = Awaited<ReturnType<typeof openTestStack>>;
let open: Open;

beforeAll(async () => {
  open = await openTestStack();
  await seedOrganisation(open.api, Date.now());
});

afterAll(async () => {
  // Not there where it did not start.
  await (open as Open | undefined)?.[Symbol.asyncDispose]();
});

async function post(body: string) {
  const response = await fetch(`${open.stack.urls.intake}/v1/leads/demo-form`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body,
  });
  const answer = z.looseObject({ leadId: LeadId.optional() }).parse(await response.json());
  return { status: response.status, body: answer };
}

/** The queue tries again after 1 or 2 s. */
async function waitForLead(leadId: LeadId | undefined) {
  if (leadId === undefined) throw new Error("the answer has no lead id");
  return vi.waitFor(async () => open.api.router.leads.get.query({ leadId }), { timeout: 30_000, interval: 100 });
}

test("a form with an address and a company gets to a rep at once", async () => {
  const { status, body } = await post("email=you@company.example&company=Company");
  expect(status).toBe(201);
  expect(body).toMatchObject({ status: "routed", rep: { id: expect.stringMatching(/^rep_/) } });
});

test("analysts may ask in SQL at the address that the start says", async () => {
  const { analysts } = open.stack.urls;
  const tables = await fetch(`${analysts}/?query=show+tables`);
  expect(await tables.text()).toContain("lead_v1\n");
  const refused = await fetch(analysts ?? "", { method: "POST", body: "drop view lead_v1" });
  expect([refused.status, refused.headers.get("x-clickhouse-exception-code")]).toEqual([403, "164"]);
});

test("a form without an address gets an answer that names the field", async () => {
  const { status, body } = await post("company=Company");
  expect(status).toBe(422);
  expect(body).toMatchObject({ code: "INVALID_INPUT", errors: [{ field: "email" }] });
});

test("while the routing service is down a lead goes to the queue, and is routed once when it is back", async () => {
  const router = open.stack.parts.get("router");
  await router?.stop();
  const { status, body } = await post("email=later@company2.example&company=Company&country=US&state=CA&employees=300");
  expect(status).toBe(202);
  expect(body).toMatchObject({ status: "accepted" });
  await router?.start();
  const { decisions, lead } = await waitForLead(body.leadId);
  expect(decisions).toHaveLength(1);
  expect(lead.state).toBe("assigned");
  const { leads } = await open.api.router.leads.list.query({});
  expect(leads.filter(({ details }) => details.email === "later@company2.example")).toHaveLength(1);
});

test("the example of a typed client routes a lead", async () => {
  const { stdout } = await execute(
    process.execPath,
    [join(ROOT, "apps/router/examples/route-a-lead.ts"), "jo@example-user.example"],
    {
      env: { ...process.env, ROUTER_URL: open.stack.urls.router, ROUTER_API_KEY: open.stack.keys.operator },
    },
  );
  expect(stdout).toContain("2. Territory: West 200–500 → Jordan K. (available)");
});

test("a rep leaves by the command line: shown first, then done", async () => {
  const run = async (...flags: readonly string[]) => {
    const args = [join(ROOT, "infra/local/src/main.ts"), "depart", "--rep", "rep_jordan-k", "--data", open.dataDir];
    const { stdout } = await execute(process.execPath, [...args, ...flags]);
    return stdout;
  };
  const preview = await run("--preview");
  expect(preview).toContain("takes over: Sarah L.");
  expect(preview).toContain("leaves pool_west-mid-market: 2 are left in it");
  const statusOf = async () =>
    (await open.api.router.reps.list.query()).reps.find(({ id }) => id === "rep_jordan-k")?.status;
  expect(await statusOf()).toBe("active");
  expect(await run()).toContain("Jordan K. has nothing left");
  expect(await statusOf()).toBe("departed");
});

test("a key without the scope is refused", async () => {
  const response = await fetch(`${open.stack.urls.router}/trpc/reps.list`, {
    headers: { authorization: `Bearer ${open.stack.keys.edge}` },
  });
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({
    error: { data: { problem: { code: "FORBIDDEN", detail: "The API key lacks the scope config:read." } } },
  });
});

test("at the end both stores agree", async () => {
  expect(await open.api.analytics.relay.catchUp.mutate({ timeoutMs: 30_000 })).toMatchObject({ caughtUp: true });
  const { ok, findings } = await open.api.analytics.check.run.query();
  expect(findings.filter((finding) => !finding.ok)).toEqual([]);
  expect(ok).toBe(true);
});
