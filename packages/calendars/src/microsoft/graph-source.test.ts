import { expect, test } from "vitest";

import { buildGraphState, openGraphVendor, toError } from "../../test/graph-vendor.ts";
import { CANARY, type VendorEvent } from "../../test/vendor.ts";

const WINDOW = { from: "2026-11-19T12:00:00.000Z", until: "2026-12-20T12:00:00.000Z" };
const AWAY: VendorEvent = {
  showsAs: "out_of_office",
  from: "2026-11-23T08:00:00.000Z",
  until: "2026-11-25T08:00:00.000Z",
  title: CANARY,
};
const BLOCK = { kind: "out_of_office", from: AWAY.from, until: AWAY.until };

function state() {
  return buildGraphState({ calendars: { ann: [AWAY], bob: [AWAY] }, trouble: null });
}

test("a token is kept, replaced once where it is refused, and not had with a wrong secret", async () => {
  await using graph = await openGraphVendor(state());
  const read = async () => graph.source.read([graph.request("ann")], WINDOW);
  await read();
  expect(await read()).toMatchObject([{ blocks: [BLOCK] }]);
  expect(graph.state.grants).toBe(1);
  graph.state.live.clear();
  expect(await read()).toMatchObject([{ blocks: [BLOCK] }]);
  expect(graph.state.grants).toBe(2);
  graph.state.live.clear();
  graph.state.clientSecret = "another";
  expect(await read()).toMatchObject([{ failure: "denied", detail: "token: invalid_client" }]);
});

test.each([
  ["ErrorMailRecipientNotFound", "not_found"],
  ["ErrorNoFreeBusyAccess", "denied"],
  ["ErrorServerBusy", "throttled"],
  ["5006", "too_large"],
  ["ErrorProxyRequestNotAllowed", "unreachable"],
])("the error %s of one mailbox stands within a success", async (code, failure) => {
  await using graph = await openGraphVendor(Object.assign(state(), { errors: { bob: code } }));
  const readings = await graph.source.read([graph.request("ann"), graph.request("bob")], WINDOW);
  expect(readings).toMatchObject([
    { kind: "read", blocks: [BLOCK] },
    { kind: "failed", failure, detail: code },
  ]);
  expect(JSON.stringify(readings)).not.toContain("Nightingale");
});

test("a mailbox in whose name no call is made costs none of the others", async () => {
  await using graph = await openGraphVendor(Object.assign(state(), { unusable: new Set(["ann"]) }));
  expect(await graph.source.read([graph.request("ann"), graph.request("bob")], WINDOW)).toMatchObject([
    { kind: "failed", failure: "not_found", detail: "HTTP 404 MailboxNotEnabledForRESTAPI" },
    { kind: "read", blocks: [BLOCK] },
  ]);
});

test.each([
  { name: "UTC", offsetHours: 0 },
  { name: "Pacific Standard Time", offsetHours: -8 },
  { name: "Asia/Kolkata", offsetHours: 5.5 },
])("times are in the zone that stands beside them: $name", async (timeZone) => {
  await using graph = await openGraphVendor(Object.assign(state(), { timeZone }));
  expect(await graph.source.read([graph.request("ann")], WINDOW)).toMatchObject([{ blocks: [BLOCK] }]);
});

test("a refusal of the whole call says why", async () => {
  await using graph = await openGraphVendor(state());
  graph.state.trouble = toError(403, "ErrorAccessDenied");
  expect(await graph.source.read([graph.request("ann")], WINDOW)).toMatchObject([
    { kind: "failed", failure: "denied", detail: "HTTP 403 ErrorAccessDenied" },
  ]);
});
