import { readFile } from "node:fs/promises";

import { NotificationKind, type NotificationPreferences } from "@pointsman/contracts/notification";
import { describe, expect, test } from "vitest";

import { openNotifierBed, type NotifierBed } from "../../test/notifier-bed.ts";
import { moveTo } from "../../test/timed-service.ts";
import { DEFAULT_TEMPLATES, EVENT_TEMPLATES } from "./default-templates.ts";
import { EXAMPLE_FACTS } from "./example-facts.ts";
import { FACT_NAMES } from "./message-facts.ts";
import { listTemplateIssues, renderMessage } from "./render-message.ts";

const LEAD = {
  email: "ada@prismanalytics.example",
  company: "Prism Analytics",
  employees: { min: 350, max: 350 },
  country: "US",
  region: "CA",
} as const;

const JORDAN = "rep_jordan-k";
const EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const NIGHT = [{ days: EVERY_DAY, from: "20:00", until: "08:00" }] as const;

async function prefer({ router }: NotifierBed, preferences: Partial<NotificationPreferences>) {
  return router.api.notifications.setPreferences({ repId: JORDAN, ...preferences });
}

describe("how a rep wants to be told", () => {
  test.each([
    // Friday 12:00 UTC is 4:00 in California: quiet until 8:00, 16:00 UTC.
    ["2026-11-20T12:00:00.000Z", "2026-11-20T16:00:00.000Z"],
    // The night to 14 March 2027 is an hour shorter: 8:00 is 15:00 UTC.
    ["2027-03-14T06:00:00.000Z", "2027-03-14T15:00:00.000Z"],
    ["2027-11-07T06:00:00.000Z", "2027-11-07T16:00:00.000Z"],
  ])("quiet hours are on his own clock: told of at %s, sent at %s", async (at, until) => {
    await using bed = await openNotifierBed();
    await prefer(bed, { quietHours: NIGHT });
    moveTo(bed.router, at);
    await bed.submit("ada", LEAD);
    await bed.tell();
    bed.router.advance(Date.parse(until) - Date.parse(at) - 1);
    await bed.tell();
    expect(bed.mail.mails).toEqual([]);
    bed.router.advance(1);
    await bed.tell();
    expect(bed.mail.mails.map(({ to }) => to)).toEqual(["jordan.k@pointsman-demo.example"]);
  });

  test("in Slack, in both, or not at all", async () => {
    await using bed = await openNotifierBed();
    const { endpoint } = await bed.addEndpoint({ kind: "slack", url: `${bed.hooks.url}/mine`, types: [] });
    const slackEndpointId = endpoint.id;
    await prefer(bed, { slackEndpointId, channels: { assigned: ["slack"] } });
    await bed.submit("a", { ...LEAD, email: "a@prismanalytics.example" });
    await bed.tell();
    expect([bed.hooks.calls.length, bed.mail.mails.length]).toEqual([1, 0]);
    expect(JSON.parse(bed.hooks.calls[0]?.body ?? "")).toMatchObject({
      blocks: [{ text: { text: "New lead for you: Prism Analytics" } }, {}],
    });
    await prefer(bed, { slackEndpointId, channels: { assigned: ["email", "slack"] } });
    await bed.submit("b", { ...LEAD, email: "b@prismanalytics.example" });
    await bed.tell();
    expect([bed.hooks.calls.length, bed.mail.mails.length]).toEqual([2, 1]);
    await prefer(bed, { slackEndpointId, channels: { assigned: [] } });
    await bed.submit("c", { ...LEAD, email: "c@prismanalytics.example" });
    await bed.tell();
    expect([bed.hooks.calls.length, bed.mail.mails.length]).toEqual([2, 1]);
  });

  test("by e-mail where his Slack is disabled", async () => {
    await using bed = await openNotifierBed();
    const { endpoint } = await bed.addEndpoint({ kind: "slack", url: `${bed.hooks.url}/mine`, types: [] });
    await prefer(bed, { slackEndpointId: endpoint.id, channels: { assigned: ["slack"] } });
    await bed.router.api.endpoints.disable({ endpointId: endpoint.id });
    await bed.submit("ada", LEAD);
    await bed.tell();
    expect([bed.hooks.calls.length, bed.mail.mails.length]).toEqual([0, 1]);
  });

  test.each([
    ["urgent kinds cannot be switched off", { channels: { parked: [] } }, "channels.parked: is urgent"],
    ["Slack needs an endpoint", { channels: { assigned: ["slack"] } }, "slackEndpointId: expected an endpoint"],
    ["the endpoint must be there", { slackEndpointId: "endp_none" }, "There is no Slack endpoint"],
  ] as const)("%s", async (_, preferences, message) => {
    await using bed = await openNotifierBed();
    await expect(prefer(bed, preferences)).rejects.toThrow(message);
    expect(await bed.router.api.notifications.preferences({ repId: JORDAN })).toEqual({
      repId: JORDAN,
      channels: {},
      quietHours: [],
      slackEndpointId: null,
    });
  });

  test("is kept, and a stranger has none", async () => {
    await using bed = await openNotifierBed();
    const { notifications } = bed.router.api;
    const saved = await prefer(bed, { quietHours: NIGHT, channels: { copied: [] } });
    expect(await notifications.preferences({ repId: JORDAN })).toEqual(saved);
    const missing = { cause: { code: "NOT_FOUND" } };
    await expect(notifications.preferences({ repId: "rep_nobody" })).rejects.toMatchObject(missing);
    await expect(notifications.setPreferences({ repId: "rep_nobody" })).rejects.toMatchObject(missing);
  });
});

test("what a rep was told is listed, the latest first, page by page", async () => {
  await using bed = await openNotifierBed();
  for (const name of ["a", "b", "c"]) await bed.submit(name, { ...LEAD, email: `${name}@prismanalytics.example` });
  await bed.tell();
  const list = async (query: { readonly limit?: number; readonly cursor?: string | undefined } = {}) =>
    bed.router.api.notifications.list({ repId: JORDAN, kinds: ["assigned"], ...query });
  const { notifications: all } = await list();
  expect(all.map(({ kind, leadId }) => [kind, leadId])).toEqual([
    ["assigned", "lead_c"],
    ["assigned", "lead_b"],
    ["assigned", "lead_a"],
  ]);
  const first = await list({ limit: 1 });
  const second = await list({ limit: 1, cursor: first.nextCursor ?? undefined });
  expect([...first.notifications, ...second.notifications]).toEqual(all.slice(0, 2));
});

test("a mail that the server refuses for good is not tried again, one that it cannot take now is", async () => {
  await using bed = await openNotifierBed();
  bed.mail.refuseWith(550);
  await bed.submit("a", { ...LEAD, email: "a@prismanalytics.example" });
  await bed.tell();
  bed.mail.refuseWith(450);
  await bed.submit("b", { ...LEAD, email: "b@prismanalytics.example" });
  await bed.tell();
  bed.mail.refuseWith(null);
  bed.router.advance(10_000);
  await bed.tell();
  expect(bed.mail.mails.map(({ headers }) => headers.get("references"))).toEqual(["<lead_b@example.com>"]);
});

describe("templates", () => {
  test("can be worded otherwise, tried, and brought back", async () => {
    await using bed = await openNotifierBed();
    const { notifications } = bed.router.api;
    const template = { subject: "Go: {lead.title}", body: "Hi {rep.name}\nPhone: {lead.phone}\n{lead.company:upper}" };
    expect(await notifications.previewTemplate({ kind: "assigned", template })).toMatchObject({
      subject: "Go: Casey Morgan, Apex Corp",
      body: "Hi Jordan K.\nPhone: +1 415 555 0100\nAPEX CORP",
      slack: { text: "Go: Casey Morgan, Apex Corp\nHi Jordan K.\nPhone: +1 415 555 0100\nAPEX CORP" },
    });
    await notifications.setTemplate({ kind: "assigned", template });
    await bed.submit("ada", { ...LEAD, company: "Evil\r\nBcc: x@evil.example {lead.email}" });
    await bed.tell();
    expect(bed.mail.mails[0]).toMatchObject({
      subject: "Go: ada@prismanalytics.example, Evil Bcc: x@evil.example {lead.email}",
      text: "Hi Jordan K.\nEVIL BCC: X@EVIL.EXAMPLE {LEAD.EMAIL}",
    });
    expect((await notifications.templates()).templates.filter(({ changed }) => changed)).toEqual([
      { kind: "assigned", changed: true, ...template },
    ]);
    await notifications.setTemplate({ kind: "assigned", template: null });
    expect((await notifications.templates()).templates.filter(({ changed }) => changed)).toEqual([]);
  });

  test("may ask only for what a message has", async () => {
    await using bed = await openNotifierBed();
    const template = { subject: "{lead.nam}", body: "{lead.title} {shoe size}" };
    await expect(bed.router.api.notifications.setTemplate({ kind: "assigned", template })).rejects.toMatchObject({
      cause: {
        code: "INVALID_INPUT",
        issues: [
          { field: "template.subject", problem: "{lead.nam} is no fact of a message", expected: "{lead.name}" },
          { field: "template.body", problem: "{shoe size} is no fact of a message" },
        ],
      },
    });
  });

  test.each([...Object.entries(DEFAULT_TEMPLATES), ...Object.entries(EVENT_TEMPLATES)])(
    "%s asks for facts that there are, and reads well without any",
    (_, template) => {
      expect(listTemplateIssues(template)).toEqual([]);
      expect(renderMessage(template, EXAMPLE_FACTS).body).not.toMatch(/unknown|[{}]/);
      expect(renderMessage(template, { "lead.id": "lead_a" }).body).not.toMatch(/\n\n\n|Why|They wrote/);
    },
  );

  test("the example has every fact, and every kind has a template", () => {
    expect(Object.keys(EXAMPLE_FACTS).toSorted()).toEqual([...FACT_NAMES].toSorted());
    expect(Object.keys(DEFAULT_TEMPLATES).toSorted()).toEqual([...NotificationKind.options].toSorted());
  });

  test("the page for readers names every kind", async () => {
    const page = await readFile(new URL("../../../../docs/notifications.md", import.meta.url), "utf8");
    const named = new Set([...page.matchAll(/^\| `(\w+)` +\| /gm)].map(([, kind]) => kind));
    expect(NotificationKind.options.filter((kind) => !named.has(kind))).toEqual([]);
  });
});
