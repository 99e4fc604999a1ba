import type { LeadDetails } from "@pointsman/contracts/lead";
import type { RuleSet } from "@pointsman/contracts/rule-set";
import { demoRuleSet } from "@pointsman/demo/rule-set";
import type { ReceivedMail } from "@pointsman/testkit/mail-sink";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";

import { giveOpenLeads } from "../../test/give-open-leads.ts";
import { openNotifierBed } from "../../test/notifier-bed.ts";
import { toSubmission } from "../../test/submission.ts";
import { HOUR_MS, moveTo } from "../../test/timed-service.ts";

const FROM_WEST = { country: "US", region: "CA", productInterest: "demo" } as const;

const PRISM: LeadDetails = {
  email: "jordan.m@prismanalytics.example",
  firstName: "Jordan",
  lastName: "M.",
  phone: "+1 415 555 0123",
  company: "Prism Analytics",
  employees: { min: 350, max: 350 },
  vertical: "RevOps",
  ...FROM_WEST,
};

const JORDAN_AWAY = {
  "rep_jordan-k": {
    timeOff: [{ kind: "pto", firstDay: "2026-11-16", lastDay: "2026-11-20" }],
    workingHours: [{ days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", until: "17:30" }],
    capacity: 5,
  },
  "rep_sarah-l": { capacity: 10 },
} as const;

/** To whom, and about what. */
function summary(mails: readonly ReceivedMail[]): readonly string[] {
  return mails.map(({ to, subject }) => `${to}: ${subject}`).toSorted();
}

describe("lead in through the API, message received", () => {
  test("S3: his backup has the lead and is told why; Jordan K. is told on his return, and not before", async () => {
    await using bed = await openNotifierBed(JORDAN_AWAY);
    await giveOpenLeads(bed.router, { "rep_jordan-k": 7, "rep_sarah-l": 9 });
    await bed.tell();
    const before = bed.mail.mails.length;
    await bed.submit("s3", PRISM);
    await bed.tell();
    expect(summary(bed.mail.mails.slice(before))).toEqual([
      "sarah.l@pointsman-demo.example: New lead for you: Jordan M., Prism Analytics",
    ]);
    const text = bed.mail.mails[before]?.text;
    expect(text).toContain("E-mail: jordan.m@prismanalytics.example\nPhone: +1 415 555 0123\n");
    expect(text).toContain("not Jordan K. (out of office until 2026-11-23T17:00:00.000Z)");
    expect(text).toContain("Assigned to Sarah L. as backup of Jordan K.");
    moveTo(bed.router, "2026-11-23T17:00:00.000Z");
    await bed.router.runDueTimers();
    await bed.tell();
    expect(summary(bed.mail.mails.slice(before + 1))).toContain(
      "jordan.k@pointsman-demo.example: Welcome back: 0 held for you, 1 with your backups",
    );
    const digest = bed.mail.mails.find(({ subject }) => subject.startsWith("Welcome back"));
    expect(digest?.text).toMatch(/Backup: Jordan M\., Prism Analytics \(lead_s3\): assigned, /);
  });

  test("S9: the AE is told that the lead is his, the CSM that she is co-owner; a webhook says both", async () => {
    await using bed = await openNotifierBed();
    const { secret } = await bed.addEndpoint();
    await bed.submit("s9", {
      email: "nadia.okafor@quillmark.example",
      company: "Quillmark Systems",
      employees: { min: 620, max: 620 },
      country: "US",
      region: "NY",
    });
    await bed.tell();
    expect(summary(bed.mail.mails)).toEqual([
      "maya.j@pointsman-demo.example: You are co-owner of a lead: nadia.okafor@quillmark.example, Quillmark Systems",
      "will.c@pointsman-demo.example: New lead for you: nadia.okafor@quillmark.example, Quillmark Systems",
    ]);
    const calls = bed.hooks.calls.map(({ body }) => JSON.parse(body));
    expect(calls.map(({ type }) => String(type)).toSorted()).toEqual(["lead.assigned", "lead.received"]);
    const assigned = bed.hooks.calls.find(({ body }) => body.includes('"lead.assigned"'));
    expect(assigned?.headers["webhook-id"]).toBe("msg_s9~1~assigned");
    const { headers, body = "" } = assigned ?? {};
    // The reference library has a clock of its own, which is not the test's: only the signature is compared.
    const signed = new Webhook(secret ?? "").sign(
      "msg_s9~1~assigned",
      new Date(Number(headers?.["webhook-timestamp"]) * 1_000),
      body,
    );
    expect(headers?.["webhook-signature"]).toBe(signed);
    expect(JSON.parse(body)).toMatchObject({
      timestamp: "2026-11-20T12:00:00.000Z",
      data: { leadId: "lead_s9", repId: "rep_will-c", outcome: { coOwnerRepIds: ["rep_maya-j"] } },
    });
    expect(body).not.toContain("nadia");
  });

  test("S12: Jordan K. has the lead with the hand-off note, Sarah K. of EMEA is copied with it", async () => {
    await using bed = await openNotifierBed();
    await bed.addEndpoint({ kind: "slack", url: `${bed.hooks.url}/services/T/B/x`, types: ["lead.assigned"] });
    await bed.submit("s12", {
      email: "casey@apexcorp.example",
      company: "Apex Corp",
      employees: { min: 201, max: 500 },
      ...FROM_WEST,
    });
    await bed.tell();
    const note = "Note: Apex Corp is an existing EMEA customer: copy Sarah K. (EMEA CSM) on first outreach.";
    expect(summary(bed.mail.mails)).toEqual([
      "jordan.k@pointsman-demo.example: New lead for you: casey@apexcorp.example, Apex Corp",
      "sarah.k@pointsman-demo.example: For your information: casey@apexcorp.example, Apex Corp",
    ]);
    for (const { text } of bed.mail.mails) expect(text).toContain(note);
    const [call] = bed.hooks.calls;
    expect(JSON.parse(call?.body ?? "")).toMatchObject({
      blocks: [
        { type: "header", text: { text: "Jordan K. has a lead: Apex Corp" } },
        { type: "section", text: { text: expect.stringContaining(`${note}\nCopied: Sarah K.`) } },
      ],
    });
    expect(call?.body).not.toContain("casey");
  });

  test.each([
    ["cairn", "isabel.q@pointsman-demo.example: New lead for you", "Note: Brought by Cairnwell Consulting."],
    ["LANTERN", "isabel.q@pointsman-demo.example: For your information", "their partner manager is copied"],
  ])("S13: by the policy of partner %s its manager is told: %s", async (partnerCode, told, note) => {
    await using bed = await openNotifierBed();
    const lead = { email: "robin@saltmarsh.example", employees: { min: 350, max: 350 }, ...FROM_WEST, partnerCode };
    await bed.submit("s13", lead);
    await bed.tell();
    const mail = bed.mail.mails.find(({ to }) => to === "isabel.q@pointsman-demo.example");
    expect(summary(bed.mail.mails)).toContain(`${told}: robin@saltmarsh.example`);
    expect(mail?.text).toContain(note);
  });

  test("S14: the owner of the fallback queue is told at once, in her quiet hours too", async () => {
    await using bed = await openNotifierBed();
    await bed.router.api.notifications.setPreferences({
      repId: "rep_elena-r",
      quietHours: [{ days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], from: "00:00", until: "00:00" }],
    });
    await bed.submit("s14", { email: "ana@cerrado.example", employees: { min: 300, max: 300 }, country: "BR" });
    await bed.tell();
    expect(summary(bed.mail.mails)).toEqual([
      "elena.r@pointsman-demo.example: Nobody has this lead: ana@cerrado.example",
    ]);
    expect(bed.mail.mails[0]?.text).toContain("waits in your queue Unplaced leads (no coverage)");
  });

  test("S20: re-routed for the wrong territory, the lead's new rep is told, and who lost it too", async () => {
    await using bed = await openNotifierBed();
    await bed.submit("s20", PRISM);
    await bed.tell();
    await bed.router.api.leads.reroute({ leadId: "lead_s20", reason: "wrong_territory", requestedBy: "manager" });
    await bed.tell();
    expect(
      bed.mail.mails
        .map(({ to, subject }) => `${to}: ${subject}`)
        .slice(1)
        .toSorted(),
    ).toEqual([
      "diego.r@pointsman-demo.example: New lead for you: Jordan M., Prism Analytics",
      "jordan.k@pointsman-demo.example: No longer yours: Jordan M., Prism Analytics",
    ]);
    const taken = bed.mail.mails.find(({ subject }) => subject.startsWith("No longer"));
    expect(taken?.text).toContain("(wrong territory).\n\nNow with: Diego R.");
    const given = bed.mail.mails.find(({ to }) => to.startsWith("diego.r@"));
    expect(given?.text).toContain("\nBefore with: Jordan K. (wrong territory)\n");
    expect(bed.mail.mails[0]?.text).not.toContain("Before with");
    // One thread in the mail program, three different messages.
    expect(new Set(bed.mail.mails.map(({ headers }) => headers.get("references")))).toEqual(
      new Set(["<lead_s20@example.com>"]),
    );
    expect(new Set(bed.mail.mails.map(({ messageId }) => messageId)).size).toBe(3);
  });

  test("S20: a rep who hands a lead on himself is not told that he lost it", async () => {
    await using bed = await openNotifierBed();
    await bed.submit("s20", PRISM);
    await bed.router.api.leads.reroute({ leadId: "lead_s20", reason: "wrong_territory", requestedBy: "rep" });
    await bed.tell();
    // Nor that he had it: by then it was no longer true.
    expect(summary(bed.mail.mails)).toEqual([
      "diego.r@pointsman-demo.example: New lead for you: Jordan M., Prism Analytics",
    ]);
  });

  const withSla = (onBreach: NonNullable<RuleSet["slas"]>[number]["onBreach"]): RuleSet => ({
    ...demoRuleSet,
    slas: [{ id: "touch", name: "Touch", when: { all: [] }, touchWithinMinutes: 60, remindAfterMinutes: 30, onBreach }],
  });

  test.each([
    [
      { kind: "reroute", atMost: 1, escalateTo: { kind: "rep", repId: "rep_elena-r" } },
      ["diego.r@pointsman-demo.example: New lead for you", "jordan.k@pointsman-demo.example: No longer yours"],
    ],
    [
      { kind: "escalate", escalateTo: { kind: "rep", repId: "rep_elena-r" } },
      ["elena.r@pointsman-demo.example: Not contacted in time"],
    ],
  ] as const)(
    "S21: untouched within its SLA, first a reminder, then as the rule says: %j",
    async (onBreach, expected) => {
      await using bed = await openNotifierBed();
      await bed.router.api.ruleSets.publish({ ruleSet: withSla(onBreach) });
      await bed.submit("s21", PRISM);
      await bed.tell();
      bed.router.advance(HOUR_MS / 2);
      await bed.router.runDueTimers();
      await bed.tell();
      expect(summary(bed.mail.mails.slice(1))).toEqual([
        expect.stringMatching(
          /^jordan\.k@pointsman-demo\.example: Please contact by Fri, 20 Nov 2026, 05:00 \(America/,
        ),
      ]);
      bed.router.advance(HOUR_MS / 2);
      await bed.router.runDueTimers();
      await bed.tell();
      expect(
        summary(bed.mail.mails.slice(2)).map((line) => line.replace(/: Jordan M\., Prism Analytics$/, "")),
      ).toEqual(expected);
    },
  );
});

test("leads that are imported are told of only on request, what becomes of them later always", async () => {
  await using bed = await openNotifierBed();
  await bed.addEndpoint();
  const { api } = bed.router;
  const receivedAt = new Date(bed.router.service.clock.nowMs()).toISOString();
  const submissions = (names: readonly string[], lead: LeadDetails) =>
    names.map((name) => ({ ...toSubmission(name), receivedAt, lead }));
  await api.leads.import({ submissions: submissions(["quiet-1", "quiet-2"], PRISM) });
  await api.leads.import({
    submissions: submissions(["quiet-parked"], { email: "ana@sol.example", country: "BR", company: "Sol" }),
  });
  await bed.tell();
  expect(bed.mail.mails).toEqual([]);
  expect(bed.hooks.calls.length).toBeGreaterThan(0);
  await api.leads.reroute({ leadId: "lead_quiet-1", reason: "wrong_territory", toRepId: "rep_diego-r" });
  await bed.tell();
  expect(bed.mail.mails.map(({ to }) => to)).toContain("diego.r@pointsman-demo.example");
  const before = bed.mail.mails.length;
  const loud = { ...PRISM, email: "ann@loud.example", company: "Loud" };
  await api.leads.import({ submissions: submissions(["loud"], loud), notify: true });
  await bed.tell();
  expect(bed.mail.mails.slice(before).map(({ subject }) => subject)).toEqual([
    expect.stringContaining("New lead for you"),
  ]);
});
