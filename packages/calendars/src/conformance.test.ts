import { describe, expect, test } from "vitest";

import { buildGoogleState, openGoogleVendor } from "../test/google-vendor.ts";
import { buildGraphState, openGraphVendor } from "../test/graph-vendor.ts";
import { openIcsVendor } from "../test/ics-vendor.ts";
import { CANARY, type Vendor, type VendorEvent, type VendorState } from "../test/vendor.ts";

/** 60 days: more than either vendor answers for at once. */
const WINDOW = { from: "2026-11-19T12:00:00.000Z", until: "2027-01-18T12:00:00.000Z" };

function event(showsAs: VendorEvent["showsAs"], from: string, until: string): VendorEvent {
  return { showsAs, from: `${from}:00.000Z`, until: `${until}:00.000Z`, title: CANARY };
}

const ANN = [
  event("out_of_office", "2026-11-20T00:00", "2026-11-23T00:00"),
  event("busy", "2026-11-20T10:00", "2026-11-20T11:00"),
  event("busy", "2026-11-24T09:00", "2026-11-24T14:00"),
  event("busy", "2026-11-24T14:00", "2026-11-24T15:00"),
  event("tentative", "2026-11-25T09:00", "2026-11-25T14:00"),
  event("free", "2026-11-26T09:00", "2026-11-26T14:00"),
  event("elsewhere", "2026-11-27T09:00", "2026-11-27T14:00"),
  // Over the seam of two calls, and after it.
  event("out_of_office", "2026-12-28T00:00", "2027-01-02T00:00"),
  event("busy", "2027-01-10T09:00", "2027-01-10T18:00"),
];

const ANNS_BLOCKS = [
  { kind: "out_of_office", from: "2026-11-20T00:00:00.000Z", until: "2026-11-23T00:00:00.000Z" },
  { kind: "busy", from: "2026-11-24T09:00:00.000Z", until: "2026-11-24T15:00:00.000Z" },
  { kind: "out_of_office", from: "2026-12-28T00:00:00.000Z", until: "2027-01-02T00:00:00.000Z" },
  { kind: "busy", from: "2027-01-10T09:00:00.000Z", until: "2027-01-10T18:00:00.000Z" },
];

const VENDORS: readonly (readonly [string, (state: VendorState) => Promise<Vendor>])[] = [
  ["an iCalendar feed", openIcsVendor],
  ["Google Calendar", async (state) => openGoogleVendor(buildGoogleState(state))],
  ["Microsoft Graph", async (state) => openGraphVendor(buildGraphState(state))],
];

describe.each(VENDORS)("%s as a calendar source", (_, open) => {
  const openWith = async (calendars: VendorState["calendars"]) => open({ calendars, trouble: null });

  test("tells when somebody is out of office and when busy, and leaves out whatever else he is shown as", async () => {
    await using vendor = await openWith({ ann: ANN });
    expect(await vendor.source.read([vendor.request("ann")], WINDOW)).toMatchObject([
      { kind: "read", blocks: ANNS_BLOCKS, skipped: 0 },
    ]);
  });

  test("tells nothing of an event but when and of what kind", async () => {
    await using vendor = await openWith({ ann: ANN });
    const readings = await vendor.source.read([vendor.request("ann"), vendor.request("nobody")], WINDOW);
    expect(JSON.stringify(readings)).not.toMatch(/Nightingale|Canary/);
    expect(readings.flatMap((reading) => (reading.kind === "read" ? reading.blocks.map(Object.keys) : []))).toEqual(
      ANNS_BLOCKS.map(() => ["kind", "from", "until"]),
    );
  });

  test("reads several calendars in order, and one that is not there costs none of the others", async () => {
    await using vendor = await openWith({ ann: ANN, bob: [], cid: [ANN[0] ?? event("busy", "", "")] });
    const requests = ["ann", "nobody", "bob", "cid"].map((owner) => vendor.request(owner));
    expect(await vendor.source.read(requests, WINDOW)).toMatchObject([
      { kind: "read", blocks: ANNS_BLOCKS },
      { kind: "failed", failure: "not_found" },
      { kind: "read", blocks: [] },
      { kind: "read", blocks: ANNS_BLOCKS.slice(0, 1) },
    ]);
  });

  test("cuts off what lies outside the window", async () => {
    await using vendor = await openWith({ ann: [event("out_of_office", "2026-11-01T00:00", "2027-03-01T00:00")] });
    expect(await vendor.source.read([vendor.request("ann")], WINDOW)).toMatchObject([
      { kind: "read", blocks: [{ kind: "out_of_office", ...WINDOW }] },
    ]);
  });

  test("takes every block of a calendar of holidays as time off", async () => {
    await using vendor = await openWith({ hr: [event("busy", "2026-12-24T00:00", "2026-12-27T00:00")] });
    expect(await vendor.source.read([vendor.request("hr", { allIsTimeOff: true })], WINDOW)).toMatchObject([
      { kind: "read", blocks: [{ kind: "out_of_office" }] },
    ]);
  });

  test.each([
    ["too many calls", { status: 429, headers: { "retry-after": "90" } }, "throttled", 90_000],
    ["too many calls, without a time", { status: 429 }, "throttled", null],
    [
      "an error of theirs, with a date to come back at",
      { status: 503, headers: { "retry-after": "Fri, 20 Nov 2026 12:05:00 GMT" } },
      "unreachable",
      300_000,
    ],
    [
      "a time to come back at that is no time",
      { status: 503, headers: { "retry-after": "soon" } },
      "unreachable",
      null,
    ],
    ["one in a thousand years", { status: 503, headers: { "retry-after": "31536000000" } }, "unreachable", 86_400_000],
    ["an error of theirs", { status: 500, text: CANARY }, "unreachable", null],
    ["a gateway's error", { status: 502, text: "<html>" }, "unreachable", null],
    ["a refusal", { status: 403, text: CANARY }, "denied", null],
    ["a page in place of an answer", { text: `<html>${CANARY}</html>` }, "malformed", null],
    ["nothing as an answer", { text: "" }, "malformed", null],
    ["JSON that is something else", { json: { ok: true, value: {}, calendars: 7 } }, "malformed", null],
    ["silence", { silent: true }, "unreachable", null],
  ] as const)("says of %s what it means, and when to come back", async (_, trouble, failure, retryAfterMs) => {
    await using vendor = await openWith({ ann: ANN });
    vendor.state.trouble = trouble;
    const readings = await vendor.source.read([vendor.request("ann"), vendor.request("bob")], WINDOW);
    expect(readings).toMatchObject(Array.from({ length: 2 }, () => ({ kind: "failed", failure, retryAfterMs })));
    expect(JSON.stringify(readings)).not.toContain("Nightingale");
  });

  test("says so where nobody listens", async () => {
    const vendor = await openWith({ ann: ANN });
    const request = vendor.request("ann");
    await vendor[Symbol.asyncDispose]();
    expect(await vendor.source.read([request], WINDOW)).toMatchObject([{ kind: "failed", failure: "unreachable" }]);
  });
});
