import { readFile } from "node:fs/promises";

import { ROLE_SCOPES, type Role } from "@pointsman/contracts/access";
import { Scope } from "@pointsman/contracts/api";
import type { ErrorCode } from "@pointsman/contracts/error";
import { listProcedures } from "@pointsman/rpc/openapi/list-procedures";
import type { Answer } from "@pointsman/rpc/testing/calls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ANY_KEY, OPEN, REP, ROWS, type Row, type RowReach, type Things } from "../test/access/rows.ts";
import { openWorld, type PersonName, type World } from "../test/access/world.ts";
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
  const built = listProcedures(appRouter).map(({ path }) => path);
  expect(built.toSorted()).toEqual(paths.toSorted());
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
    expect(toVerdict(await fresh(await world.machine(scopes)), reach)).toMatchObject({ code: null });
  });

  test("minds whom its caller may touch", async () => {
    const verdicts: Record<string, Verdict> = {};
    const expected: Record<string, Verdict> = {};
    for (const [name, role, isOwn] of PEOPLE) {
      const secret = world.secrets[name];
      const answer = isOwn ? await fresh(secret) : await refused(secret);
      verdicts[name] = toVerdict(answer, reach);
      expected[name] = toExpected({ scopes, reach }, role, isOwn);
    }
    expect(verdicts).toEqual(expected);
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

/** Callers with their role, and whether what the rows name is theirs to touch. */
const PEOPLE: readonly (readonly [PersonName, Role, boolean])[] = [
  ["foreignManager", "manager", false],
  ["foreignRep", "rep", false],
  ["ownManager", "manager", true],
  ["ownRep", "rep", true],
  ["admin", "admin", true],
  ["reader", "read_only", true],
];

interface Verdict {
  readonly code: ErrorCode | null;
  /** Jordan is in the answer; null where that is not asked. */
  readonly seesJordan: boolean | null;
}

function toExpected(
  { scopes, reach }: { readonly scopes: readonly Scope[]; readonly reach: RowReach },
  role: Role,
  isOwn: boolean,
): Verdict {
  const ofRole: readonly Scope[] = ROLE_SCOPES[role];
  if (!scopes.every((scope) => ofRole.includes(scope))) return { code: "FORBIDDEN", seesJordan: null };
  const isLimited = role === "manager" || role === "rep";
  const isClosed = (isLimited && reach === "everybody") || (!isOwn && reach === "theirs");
  return { code: isClosed ? "OUT_OF_REACH" : null, seesJordan: reach === "filtered" ? isOwn : null };
}

/** Refused for what the lead is by now, or for who needs the thing: that is past every question of access. */
const PAST_ACCESS: ReadonlySet<ErrorCode | null> = new Set([null, "CONFLICT", "STILL_IN_USE"]);

function toVerdict({ code, data }: Answer, reach: RowReach): Verdict {
  const isThrough = PAST_ACCESS.has(code);
  const seesJordan = isThrough && reach === "filtered" ? JSON.stringify(data).includes(REP) : null;
  return { code: isThrough ? null : code, seesJordan };
}
