import type { Delivery } from "@pointsman/contracts/endpoint";
import { toId, type EndpointId } from "@pointsman/contracts/id";
import type { ReceivedCall } from "@pointsman/testkit/webhook-sink";
import { sql } from "kysely";
import { pino } from "pino";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";

import { openNotifierBed, type NotifierBed } from "../../test/notifier-bed.ts";
import { toApi } from "../../test/test-service.ts";
import { changeRep, HOUR_MS } from "../../test/timed-service.ts";
import { tellDue } from "./run-notifier.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY_MS = 24 * HOUR_MS;

const LEAD = {
  email: "ada@prismanalytics.example",
  firstName: "Ada",
  phone: "+14155550199",
  message: "canary-message",
  company: "Prism Analytics",
  employees: { min: 350, max: 350 },
  country: "US",
  region: "CA",
} as const;

async function open() {
  const bed = await openNotifierBed();
  const { endpoint, secret } = await bed.addEndpoint({ types: ["lead.assigned"] });
  return { ...bed, endpointId: endpoint.id, secret: secret ?? "", [Symbol.asyncDispose]: bed[Symbol.asyncDispose] };
}

async function listDeliveries({ router }: NotifierBed, endpointId: EndpointId): Promise<readonly Delivery[]> {
  return (await router.api.endpoints.deliveries({ endpointId })).deliveries;
}

async function healthOf({ router }: NotifierBed, endpointId: EndpointId) {
  const { endpoints } = await router.api.endpoints.list();
  return endpoints.find(({ id }) => id === endpointId);
}

function idsOf(calls: readonly ReceivedCall[]): readonly string[] {
  return calls.map(({ headers }) => String(headers["webhook-id"]));
}

/** Whether a receiver who knows this secret takes the call as ours. The reference library wants it to be recent. */
function verifies({ headers, body }: ReceivedCall, secret: string): boolean {
  const at = new Date(Number(headers["webhook-timestamp"]) * SECOND);
  const expected = new Webhook(secret).sign(String(headers["webhook-id"]), at, body);
  return String(headers["webhook-signature"]).split(" ").includes(expected);
}

describe("a webhook that fails", () => {
  test("is tried ten times over three days under one id, each later, then disabled and its owner told", async () => {
    await using bed = await open();
    bed.hooks.answerWith({ status: 500 });
    await bed.submit("ada", LEAD);
    const delays = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR_MS)];
    await bed.tell();
    for (const [retry, delay] of delays.entries()) {
      bed.router.advance(delay - 1);
      await bed.tell();
      expect(bed.hooks.calls).toHaveLength(retry + 1);
      bed.router.advance(1);
      await bed.tell();
      expect(bed.hooks.calls).toHaveLength(retry + 2);
    }
    expect(new Set(idsOf(bed.hooks.calls))).toEqual(new Set(["msg_ada~1~assigned"]));
    expect(new Set(bed.hooks.calls.map(({ body }) => body)).size).toBe(1);
    expect(new Set(bed.hooks.calls.map(({ headers }) => headers["webhook-timestamp"])).size).toBe(10);
    expect(bed.hooks.calls.every((call) => verifies(call, bed.secret))).toBe(true);
    expect(await healthOf(bed, bed.endpointId)).toMatchObject({ disabledReason: "failing" });
    const [delivery] = await listDeliveries(bed, bed.endpointId);
    expect(delivery).toMatchObject({ state: "failed", messageId: "msg_ada~1~assigned" });
    expect(delivery?.attempts.map(({ attempt, status, error }) => [attempt, status, error])).toEqual(
      [0, ...delays].map((_, index) => [index + 1, 500, "HTTP 500"]),
    );
    expect(bed.mail.mails.at(-1)).toMatchObject({
      to: "elena.r@pointsman-demo.example",
      subject: "Endpoint disabled: Data platform",
      text: expect.stringMatching(
        /is not called any more: no call succeeded since Fri, 20 Nov 2026, \d\d:00 \(\S+\)\.\n[^]*\nEndpoint endp_/,
      ),
    });
    bed.router.advance(DAY_MS);
    await bed.tell();
    expect(bed.hooks.calls).toHaveLength(10);
  });

  test("and comes back gets what waited, and is as good as new", async () => {
    await using bed = await open();
    bed.hooks.answerWith({ status: 503 });
    await bed.submit("ada", LEAD);
    await bed.tell();
    expect(await healthOf(bed, bed.endpointId)).toMatchObject({ failingSince: "2026-11-20T12:00:00.000Z" });
    bed.hooks.answerWith({ status: 200 });
    bed.router.advance(MINUTE);
    await bed.tell();
    expect(idsOf(bed.hooks.calls)).toEqual(["msg_ada~1~assigned", "msg_ada~1~assigned"]);
    expect(await healthOf(bed, bed.endpointId)).toMatchObject({ failingSince: null, disabledAt: null });
    expect(await listDeliveries(bed, bed.endpointId)).toMatchObject([{ state: "delivered" }]);
  });

  test("with 410 is disabled at once; enabled again it gets what failed, under the old id", async () => {
    await using bed = await open();
    bed.hooks.answerWith({ status: 410 });
    await bed.submit("ada", LEAD);
    await bed.tell();
    expect(await healthOf(bed, bed.endpointId)).toMatchObject({ disabledReason: "gone" });
    const told = bed.mail.mails.find(({ subject }) => subject === "Endpoint disabled: Data platform");
    expect(told?.text).toContain("is not called any more: it answered that it is gone for good (410).");
    await bed.submit("bob", { ...LEAD, email: "bob@prismanalytics.example" });
    await bed.tell();
    const { api } = bed.router;
    const { endpointId } = bed;
    const redeliver = async () =>
      api.endpoints.redeliver({ endpointId, what: { failedSince: "2026-11-20T00:00:00.000Z" } });
    await expect(redeliver()).rejects.toMatchObject({ cause: { code: "CONFLICT" } });
    await expect(api.endpoints.test({ endpointId })).rejects.toMatchObject({ cause: { code: "CONFLICT" } });
    bed.hooks.answerWith({ status: 204 });
    await api.endpoints.enable({ endpointId });
    expect(await redeliver()).toEqual({ redelivered: 1 });
    await bed.tell();
    // What happened while it was disabled was never meant for it.
    expect(idsOf(bed.hooks.calls)).toEqual(["msg_ada~1~assigned", "msg_ada~1~assigned"]);
  });

  test("of somebody who has left is told of to the owner of the fallback queue", async () => {
    await using bed = await openNotifierBed();
    const { endpoint } = await bed.addEndpoint({ ownerRepId: "rep_nina-p" });
    await changeRep(bed.router, "rep_nina-p", { status: "departed" });
    bed.hooks.answerWith({ status: 410 });
    await bed.router.api.endpoints.test({ endpointId: endpoint.id });
    await bed.tell();
    expect(bed.mail.mails).toMatchObject([{ to: "elena.r@pointsman-demo.example" }]);
  });

  test("with 429 is left alone for as long as it asks, other messages too", async () => {
    await using bed = await open();
    bed.hooks.answerWith({ status: 429, headers: { "retry-after": "600" } });
    await bed.submit("ada", LEAD);
    await bed.tell();
    bed.hooks.answerWith({ status: 200 });
    await bed.submit("bob", { ...LEAD, email: "bob@prismanalytics.example" });
    bed.router.advance(599 * SECOND);
    await bed.tell();
    expect(bed.hooks.calls).toHaveLength(1);
    bed.router.advance(SECOND);
    await bed.tell();
    expect(new Set(idsOf(bed.hooks.calls))).toEqual(new Set(["msg_ada~1~assigned", "msg_bob~1~assigned"]));
  });

  test("and is given another address is as good as new", async () => {
    await using bed = await open();
    bed.hooks.answerWith({ status: 429, headers: { "retry-after": "600" } });
    await bed.submit("ada", LEAD);
    await bed.tell();
    const { endpointId } = bed;
    await bed.router.api.endpoints.update({ endpointId, name: "The same" });
    expect(await healthOf(bed, endpointId)).toMatchObject({ pausedUntil: "2026-11-20T12:10:00.000Z" });
    await bed.router.api.endpoints.update({ endpointId, url: `${bed.hooks.url}/other` });
    expect(await healthOf(bed, endpointId)).toMatchObject({ failingSince: null, pausedUntil: null });
  });

  test("by an address that may not be called is told why, and nothing is called", async () => {
    await using bed = await open();
    const strict = {
      ...bed.notifier,
      fetch: async () => Promise.reject(Object.assign(new Error("no"), { code: "ADDRESS_REFUSED" })),
    };
    await bed.submit("ada", LEAD);
    await tellDue(strict);
    const [delivery] = await listDeliveries(bed, bed.endpointId);
    expect(delivery?.attempts).toMatchObject([{ status: null, error: "ADDRESS_REFUSED: no" }]);
  });
});

describe("at least once, and not twice", () => {
  test("two processes share the work: each message is received once", async () => {
    await using bed = await open();
    const names = Array.from({ length: 40 }, (_, index) => `l${index}`);
    for (const name of names) await bed.submit(name, { ...LEAD, email: `${name}@prismanalytics.example` });
    await Promise.all([tellDue(bed.notifier), tellDue(bed.notifier), tellDue(bed.notifier)]);
    await bed.tell();
    expect(idsOf(bed.hooks.calls).toSorted()).toEqual(names.map((name) => `msg_${name}~1~assigned`).toSorted());
    expect(bed.mail.mails.map(({ messageId }) => messageId)).toHaveLength(40);
    expect(new Set(bed.mail.mails.map(({ messageId }) => messageId)).size).toBe(40);
  });

  test("killed between sending and noting it, the message is sent again under the same id, and a late note counts no more", async () => {
    await using bed = await open();
    const { promise, resolve } = Promise.withResolvers<void>();
    const asleep = {
      ...bed.notifier,
      fetch: async (...call: Parameters<typeof bed.notifier.fetch>) => {
        const answer = await bed.notifier.fetch(...call);
        await promise;
        return answer;
      },
    };
    await bed.submit("ada", LEAD);
    const late = tellDue(asleep);
    await expect.poll(() => bed.hooks.calls.length).toBe(1);
    await bed.tell();
    expect(bed.hooks.calls).toHaveLength(1);
    bed.router.advance(2 * MINUTE);
    await bed.tell();
    expect(idsOf(bed.hooks.calls)).toEqual(["msg_ada~1~assigned", "msg_ada~1~assigned"]);
    const [before] = await listDeliveries(bed, bed.endpointId);
    resolve();
    await late;
    const [after] = await listDeliveries(bed, bed.endpointId);
    expect(after).toEqual(before);
    expect(after).toMatchObject({ state: "delivered", attempts: [{ attempt: 2 }] });
  });

  test("negative control: were what is dispatched not marked, the key of deliveries would still keep it from being sent twice", async () => {
    await using bed = await open();
    await bed.submit("ada", LEAD);
    await bed.tell();
    await sql`update outbox_batch set dispatched = false`.execute(bed.router.service.db);
    await sql`update notification set dispatched = false`.execute(bed.router.service.db);
    await bed.tell();
    expect(bed.hooks.calls).toHaveLength(1);
    expect(bed.mail.mails).toHaveLength(1);
  });

  test("what happened before the endpoint was there, or a day before anybody looked, is not told", async () => {
    await using bed = await openNotifierBed();
    await bed.submit("early", LEAD);
    bed.router.advance(SECOND);
    await bed.addEndpoint({ types: ["lead.assigned"] });
    bed.router.advance(DAY_MS);
    await bed.submit("late", { ...LEAD, email: "late@prismanalytics.example" });
    await bed.tell();
    expect(idsOf(bed.hooks.calls)).toEqual(["msg_late~1~assigned"]);
    expect(bed.mail.mails.map(({ headers }) => headers.get("references"))).toEqual(["<lead_late@example.com>"]);
  });

  test("nothing is touched while there is nobody to tell and no way to", async () => {
    await using bed = await openNotifierBed();
    await bed.submit("ada", LEAD);
    await tellDue({ ...bed.notifier, mailer: null });
    const { rows } = await sql`select from outbox_batch`.execute(bed.router.service.db);
    expect(rows).toEqual([]);
  });
});

describe("what is sent", () => {
  test("holds nothing personal of the lead unless the endpoint asks for it; no secret is ever listed", async () => {
    await using bed = await open();
    const slack = { kind: "slack", url: `${bed.hooks.url}/services/T0/B0/token` } as const;
    await bed.addEndpoint(slack);
    await bed.submit("ada", LEAD);
    await bed.tell();
    expect(bed.hooks.calls).toHaveLength(3);
    const sent = JSON.stringify(bed.hooks.calls);
    for (const canary of ["ada@", "Ada", "5550199", "canary"]) expect(sent).not.toContain(canary);
    const listed = JSON.stringify(await bed.router.api.endpoints.list());
    expect(listed).not.toContain(bed.secret);
    expect(listed).not.toContain("token");
    const { endpointId } = bed;
    await bed.router.api.endpoints.update({ endpointId, includeContact: true });
    await bed.submit("eve", { ...LEAD, email: "eve@prismanalytics.example", firstName: "Eve" });
    await bed.tell();
    const told = bed.hooks.calls.find(({ headers }) => headers["webhook-id"] === "msg_eve~1~assigned");
    expect(JSON.parse(told?.body ?? "")).toMatchObject({
      type: "lead.assigned",
      data: { leadId: "lead_eve", contact: { email: "eve@prismanalytics.example", firstName: "Eve" } },
    });
  });

  test("is signed with the old secret too while one is rotated, and no longer", async () => {
    await using bed = await open();
    const { endpointId, secret: old } = bed;
    const { secret } = await bed.router.api.endpoints.rotateSecret({ endpointId, keepOldHours: 24 });
    const send = async () => {
      await bed.router.api.endpoints.test({ endpointId });
      await bed.tell();
      const call = bed.hooks.calls.at(-1);
      if (call === undefined) throw new Error("Nothing came");
      return [verifies(call, old), verifies(call, secret)];
    };
    expect(await send()).toEqual([true, true]);
    bed.router.advance(DAY_MS);
    expect(await send()).toEqual([false, true]);
    expect(JSON.parse(bed.hooks.calls[0]?.body ?? "")).toMatchObject({ type: "endpoint.test", data: { endpointId } });
  });

  test("is what the endpoint asked for: what people are told too, with who", async () => {
    await using bed = await openNotifierBed();
    await bed.addEndpoint({ types: ["notification.parked"] });
    await bed.submit("ana", { email: "ana@cerrado.example", employees: { min: 300, max: 300 }, country: "BR" });
    await bed.submit("ada", LEAD);
    await bed.tell();
    expect(bed.hooks.calls.map(({ body }) => JSON.parse(body))).toMatchObject([
      {
        type: "notification.parked",
        data: { repId: "rep_elena-r", leadId: "lead_ana", outcome: { queueId: "queue_unplaced" } },
      },
    ]);
  });
});

describe("endpoints by the API", () => {
  const settings = { kind: "webhook", name: "x", ownerRepId: "rep_elena-r", types: [] } as const;

  test.each([
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://[::ffff:10.0.0.1]/",
    "http://169.254.169.254/latest",
    "ftp://example.com/",
    "https://user:pass@example.com/",
    "not a url",
  ])("%s is refused with the field's name", async (url) => {
    await using bed = await openNotifierBed();
    const strict = toApi({
      ...bed.router.service,
      addresses: (address) => (address.startsWith("93.") ? null : "private"),
    });
    const { endpoint } = await strict.endpoints.create({ ...settings, url: "https://93.184.215.14/hook" });
    const refusal = { cause: { code: "ADDRESS_REFUSED", issues: [{ field: "url" }] } };
    await expect(strict.endpoints.create({ ...settings, url })).rejects.toMatchObject(refusal);
    await expect(strict.endpoints.update({ endpointId: endpoint.id, url })).rejects.toMatchObject(refusal);
  });

  test("each procedure says what is wrong in the terms of the table", async () => {
    await using bed = await openNotifierBed();
    const { endpoints } = bed.router.api;
    const endpointId = toId("endpoint", "none");
    const missing = { cause: { code: "NOT_FOUND" } };
    for (const call of [
      async () => endpoints.update({ endpointId }),
      async () => endpoints.rotateSecret({ endpointId }),
      async () => endpoints.test({ endpointId }),
      async () => endpoints.disable({ endpointId }),
      async () => endpoints.enable({ endpointId }),
      async () => endpoints.remove({ endpointId }),
      async () => endpoints.deliveries({ endpointId }),
      async () => endpoints.redeliver({ endpointId, what: { deliveryIds: [1] } }),
    ])
      await expect(call()).rejects.toMatchObject(missing);
    const url = "https://example.com/";
    await expect(endpoints.create({ ...settings, url, ownerRepId: "rep_nobody" })).rejects.toMatchObject({
      cause: { code: "INVALID_INPUT", issues: [{ field: "ownerRepId" }] },
    });
    const { endpoint, secret } = await endpoints.create({ ...settings, kind: "slack", url });
    expect(secret).toBeNull();
    await expect(endpoints.rotateSecret({ endpointId: endpoint.id })).rejects.toMatchObject({
      cause: { code: "CONFLICT" },
    });
  });

  test("one that is disabled is not called; one that is removed takes its record with it", async () => {
    await using bed = await open();
    const { endpointId } = bed;
    const { endpoint } = await bed.router.api.endpoints.disable({ endpointId });
    expect(endpoint).toMatchObject({ disabledReason: "by_request" });
    await bed.submit("ada", LEAD);
    await bed.tell();
    expect(bed.hooks.calls).toEqual([]);
    await bed.router.api.endpoints.remove({ endpointId });
    expect(await bed.router.api.endpoints.list()).toEqual({ endpoints: [] });
  });

  test("deliveries come page by page, and single ones can be sent again", async () => {
    await using bed = await open();
    const { endpointId } = bed;
    for (let index = 0; index < 3; index++) await bed.router.api.endpoints.test({ endpointId });
    await bed.tell();
    const all = await listDeliveries(bed, endpointId);
    const page = await bed.router.api.endpoints.deliveries({ endpointId, limit: 2, beforeId: all[0]?.id });
    expect(page.deliveries).toEqual(all.slice(1));
    const what = { deliveryIds: [all[2]?.id ?? 0] };
    expect(await bed.router.api.endpoints.redeliver({ endpointId, what })).toEqual({ redelivered: 1 });
    await bed.tell();
    expect(idsOf(bed.hooks.calls.slice(3))).toEqual([all[2]?.messageId]);
    expect((await listDeliveries(bed, endpointId))[2]?.attempts).toHaveLength(2);
  });
});

test("whatever fails, the log names deliveries and endpoints and nobody's data or secrets", async () => {
  await using bed = await open();
  const { endpoint } = await bed.addEndpoint({ kind: "slack", url: `${bed.hooks.url}/services/T0/B0/token` });
  const lines: string[] = [];
  const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
  const failing = { ...bed.notifier, log };
  bed.hooks.answerWith({ status: 410 });
  bed.mail.refuseWith(550);
  await bed.submit("ada", LEAD);
  await tellDue(failing);
  const directories = { read: async () => Promise.reject(new Error("out of order")) };
  await bed.router.api.endpoints.enable({ endpointId: endpoint.id });
  await bed.router.api.endpoints.test({ endpointId: endpoint.id });
  await tellDue({ ...failing, directories: directories as never });
  const text = lines.join("");
  expect(text).toContain("gave up a message");
  expect(text).toContain("an endpoint is disabled");
  expect(text).toContain("a message could not be made");
  for (const canary of ["ada@", "Ada", "5550199", "canary", "token", bed.secret, "pointsman-demo.example"])
    expect(text).not.toContain(canary);
  // Our own fault is not held against the endpoint, and the message is tried again.
  expect(await healthOf(bed, endpoint.id)).toMatchObject({ failingSince: null, disabledAt: null });
  const [delivery] = await listDeliveries(bed, endpoint.id);
  expect(delivery).toMatchObject({ state: "due", attempts: [{ error: "INTERNAL" }] });
});
