import { describe, expect, test } from "vitest";

import { buildGoogleState, openGoogleVendor, toError } from "../../test/google-vendor.ts";
import { CANARY, type VendorEvent } from "../../test/vendor.ts";

const WINDOW = { from: "2026-11-19T12:00:00.000Z", until: "2026-12-20T12:00:00.000Z" };
const AWAY: VendorEvent = {
  showsAs: "out_of_office",
  from: "2026-11-23T00:00:00.000Z",
  until: "2026-11-25T00:00:00.000Z",
  title: CANARY,
};
const BLOCK = { kind: "out_of_office", from: AWAY.from, until: AWAY.until };

function state() {
  return buildGoogleState({ calendars: { ann: [AWAY] }, trouble: null });
}

describe("a token", () => {
  test("is asked for by a signed assertion, and kept", async () => {
    await using google = await openGoogleVendor(state());
    for (let times = 0; times < 3; times += 1) await google.source.read([google.request("ann")], WINDOW);
    expect(google.state.grants).toEqual(["urn:ietf:params:oauth:grant-type:jwt-bearer"]);
  });

  test("is asked for by a refresh token where somebody gave one", async () => {
    const credentials = { type: "authorized_user", client_id: "c", client_secret: "secret-1" } as const;
    await using good = await openGoogleVendor(state(), { ...credentials, refresh_token: "refresh-1" });
    expect(await good.source.read([good.request("ann")], WINDOW)).toMatchObject([{ blocks: [BLOCK] }]);
    expect(good.state.grants).toEqual(["refresh_token"]);
    await using revoked = await openGoogleVendor(state(), { ...credentials, refresh_token: "refresh-0" });
    expect(await revoked.source.read([revoked.request("ann")], WINDOW)).toMatchObject([
      { kind: "failed", failure: "denied", detail: "token: invalid_grant" },
    ]);
  });

  test("that is refused is replaced once, and no more than once", async () => {
    await using google = await openGoogleVendor(state());
    await google.source.read([google.request("ann")], WINDOW);
    google.state.live.clear();
    expect(await google.source.read([google.request("ann")], WINDOW)).toMatchObject([{ blocks: [BLOCK] }]);
    expect(google.state.grants).toHaveLength(2);
    google.state.trouble = toError(401, "authError");
    expect(await google.source.read([google.request("ann")], WINDOW)).toMatchObject([{ failure: "denied" }]);
    expect(google.state.grants).toHaveLength(3);
  });

  test.each([
    ["an error of theirs", { status: 503, headers: { "retry-after": "7" } }, "unreachable", 7_000],
    ["a client that is not known", { status: 401, json: { error: "invalid_client" } }, "denied", null],
    ["an answer that is none", { text: "<html>" }, "malformed", null],
    ["silence", { silent: true }, "unreachable", null],
  ] as const)("that is not had for %s makes no call", async (_, reply, failure, retryAfterMs) => {
    await using google = await openGoogleVendor(state());
    google.state.tokenTrouble.push(reply);
    expect(await google.source.read([google.request("ann")], WINDOW)).toMatchObject([{ failure, retryAfterMs }]);
  });
});

describe("errors", () => {
  test.each([
    ["notFound", "not_found"],
    ["internalError", "unreachable"],
    ["rateLimitExceeded", "throttled"],
    ["forbidden", "denied"],
  ])("of one calendar stand within a success: %s", async (reason, failure) => {
    await using google = await openGoogleVendor(Object.assign(state(), { errors: { bob: reason } }));
    const requests = [google.request("bob"), google.request("ann")];
    expect(await google.source.read(requests, WINDOW)).toMatchObject([
      { kind: "failed", failure, detail: reason },
      { kind: "read", blocks: [BLOCK] },
    ]);
  });

  test.each([
    [403, "userRateLimitExceeded", "throttled"],
    [403, "quotaExceeded", "throttled"],
    [403, "forbidden", "denied"],
    [410, "fullSyncRequired", "not_found"],
  ])("of a call: %i %s", async (status, reason, failure) => {
    await using google = await openGoogleVendor(state());
    google.state.trouble = { ...toError(status, reason), headers: { "retry-after": "30" } };
    expect(await google.source.read([google.request("ann")], WINDOW)).toMatchObject([
      { failure, retryAfterMs: 30_000, detail: `HTTP ${status} ${reason}` },
    ]);
  });
});

test("who shares his free/busy times alone is known as busy", async () => {
  await using google = await openGoogleVendor(Object.assign(state(), { freeBusyOnly: new Set(["ann"]) }));
  expect(await google.source.read([google.request("ann")], WINDOW)).toMatchObject([
    { kind: "read", blocks: [{ ...BLOCK, kind: "busy" }] },
  ]);
});

test("out-of-office events come page by page, and not without end", async () => {
  const days = Array.from({ length: 20 }, (_, index) => ({
    ...AWAY,
    from: new Date(Date.parse(AWAY.from) + index * 86_400_000).toISOString(),
    until: new Date(Date.parse(AWAY.from) + index * 86_400_000 + 3_600_000).toISOString(),
  }));
  await using google = await openGoogleVendor(buildGoogleState({ calendars: { ann: days }, trouble: null }));
  google.state.pageSize = 3;
  const [reading] = await google.source.read([google.request("ann")], WINDOW);
  expect(reading?.kind === "read" && reading.blocks.length).toBe(20);
  google.state.pageSize = 1;
  expect(await google.source.read([google.request("ann")], WINDOW)).toMatchObject([{ failure: "too_large" }]);
});
