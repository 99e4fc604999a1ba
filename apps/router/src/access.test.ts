import { readFile } from "node:fs/promises";

import { ROLE_SCOPES, type Role } from "@pointsman/contracts/access";
import { Scope } from "@pointsman/contracts/api";
import type { ErrorCode } from "@pointsman/contracts/error";
import { listProcedures, type Answer } from "@pointsman/rpc/testing/calls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ANY_KEY, OPEN, REP, ROWS, type Row, type Things } from "../test/access/rows.ts";
import { openWorld, type World } from "../test/access/world.ts";
import { appRouter } from "./app-router.ts";

let world: World;
/** What the refused calls are about: it must be as it was after all of them. */
let untouched: Things;

beforeAll(async () => {
  world = await openWorld();
  untouched = await world.things();
});

afterAll(async () => world[Symbol.asyncDispose]());

test("docs/keys-and-roles.md says what each role may do", async () => {
  const page = await readFile(new URL("../../../docs/keys-and-roles.md", import.meta.url), "utf8");
  const documented = [...page.matchAll(/^\| `(\w+)` +\|[^|]*\|([^|]*)\|$/gm)].map(([, role, may = ""]) => [
    role,
    may.includes("everything") ? Scope.options : [...may.matchAll(/`([^`]+)`/g)].map(([, scope]) => scope),
  ]);
  expect(documented).toEqual(Object.entries(ROLE_SCOPES));
});

test("every procedure has a row, and every row a procedure", () => {
  const paths = [...Object.keys(ROWS), ...OPEN, ...ANY_KEY];
  // One missing here? Add its row to test/access/rows.ts: scope, how it minds reach, an input that goes through.
  expect(listProcedures(appRouter)).toEqual(paths.toSorted());
});

const rows = Object.entries(ROWS).map(([path, row]) => ({ path, row }));

describe.each(rows)("$path", ({ path, row }) => {
  const [asked, reach] = row;
  const scopes: readonly Scope[] = typeof asked === "string" ? [asked] : asked;
  const inputOf = ([, , input]: Row, things: Things) => (typeof input === "function" ? input(things) : input);
  const refused = async (secret?: string): Promise<Answer> => world.call(path, inputOf(row, untouched), secret);
  const fresh = async (secret: string): Promise<Answer> => world.call(path, inputOf(row, await world.things()), secret);

  test("is refused without a key, with one that is mistyped, expired or revoked, and of who is deactivated", async () => {
    const { secrets } = world;
    expect(await refused()).toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await refused(`${secrets.admin}x`)).toMatchObject({
      code: "UNAUTHENTICATED",
      detail: expect.stringMatching(/mistyped/),
    });
    expect(await refused(secrets.expired)).toMatchObject({
      code: "UNAUTHENTICATED",
      detail: expect.stringMatching(/expired at/),
    });
    expect(await refused(secrets.revoked)).toMatchObject({
      code: "UNAUTHENTICATED",
      detail: expect.stringMatching(/was revoked at/),
    });
    expect(await refused(secrets.deactivated)).toMatchObject({
      code: "UNAUTHENTICATED",
      detail: expect.stringMatching(/is deactivated/),
    });
  });

  test("is refused without its scope, which is named, and open with nothing else", async () => {
    for (const scope of scopes) {
      const others = await world.machine(Scope.options.filter((one) => one !== scope));
      expect(await refused(others)).toMatchObject({
        code: "FORBIDDEN",
        detail: expect.stringMatching(new RegExp(`lacks .*${scope}`)),
      });
    }
    expectThrough(await fresh(await world.machine(scopes)));
  });

  test("minds whom its caller may touch", async () => {
    const { secrets } = world;
    const closed: ErrorCode | null = reach === "everybody" || reach === "theirs" ? "OUT_OF_REACH" : null;
    for (const [secret, role] of [
      [secrets.foreignManager, "manager"],
      [secrets.foreignRep, "rep"],
    ] as const) {
      const answer = await refused(secret);
      expect(answer.code, answer.detail).toBe(may(role, scopes) ? closed : "FORBIDDEN");
      if (reach === "filtered") expect(JSON.stringify(answer.data)).not.toContain(REP);
    }
    for (const [secret, role] of [
      [secrets.ownManager, "manager"],
      [secrets.ownRep, "rep"],
      [secrets.admin, "admin"],
      [secrets.reader, "read_only"],
    ] as const) {
      const answer = await fresh(secret);
      const isClosed = reach === "everybody" && (role === "manager" || role === "rep");
      if (!may(role, scopes))
        expect(answer).toMatchObject({ code: "FORBIDDEN", detail: expect.stringMatching(/lacks the scope/) });
      else if (isClosed) expect(answer).toMatchObject({ code: "OUT_OF_REACH" });
      else expectThrough(answer);
      if (reach === "filtered" && may(role, scopes)) expect(JSON.stringify(answer.data)).toContain(REP);
    }
  });
});

describe.each(OPEN)("%s", (path) => {
  test("is open to anybody", async () => {
    expect(await world.call(path, undefined)).toMatchObject({ code: null });
  });
});

describe.each(ANY_KEY)("%s", (path) => {
  test("is open to any key, and refused without a good one", async () => {
    expect(await world.call(path, undefined, await world.machine(["leads:submit"]))).toMatchObject({ code: null });
    expect(await world.call(path, undefined, world.secrets.ownRep)).toMatchObject({
      data: { role: "rep", personId: "person_ownRep", repIds: [REP] },
    });
    expect(await world.call(path, undefined)).toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await world.call(path, undefined, world.secrets.revoked)).toMatchObject({ code: "UNAUTHENTICATED" });
  });
});

test("what was refused changed nothing", async () => {
  const { api } = world.router;
  const { lead, assignments } = await api.leads.get({ leadId: untouched.leadId });
  expect(lead).toMatchObject({ state: "assigned", epoch: 2, repId: REP });
  expect(assignments.at(-1)).toMatchObject({ acceptedAt: null, firstTouchedAt: null, endedAt: null });
  const keys = await api.keys.list({ ended: true, limit: 1_000 });
  expect(keys.find(({ id }) => id === untouched.keyId)).toMatchObject({ state: "live", expiresAt: null });
});

/** It went through, or was refused for what the lead is by now, which is past every question of access. */
function expectThrough({ code, detail }: Answer): void {
  expect([null, "CONFLICT"], detail).toContain(code);
}

function may(role: Role, scopes: readonly Scope[]): boolean {
  const ofRole: readonly Scope[] = ROLE_SCOPES[role];
  return scopes.every((scope) => ofRole.includes(scope));
}
