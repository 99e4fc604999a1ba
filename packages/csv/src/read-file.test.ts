import type { ImportKind } from "@pointsman/contracts/imports";
import { expect, test } from "vitest";

import { createLookups } from "./look-up.ts";
import { readFile, type ReadRow } from "./read-file.ts";

const lookups = createLookups({
  reps: [{ id: "rep_ann", name: "Ann Lee", email: "ann@pointsman.example" }],
  pools: [{ id: "pool_west", name: "West" }],
});

async function readOne(kind: ImportKind, text: string): Promise<ReadRow | undefined> {
  async function* open(): AsyncGenerator<string> {
    yield text;
  }
  for await (const row of readFile({ kind, open, lookups })) return row;
  return undefined;
}

const READ: readonly (readonly [what: string, kind: ImportKind, text: string, values: unknown])[] = [
  [
    "an account as a CRM has it",
    "accounts",
    'Account ID,Account Name,Website,Type,Billing Country,Account Owner,Parent Account ID\n0015g000,Apex,"https://www.Apex.example/about, apex.test",Customer - Direct,United States,Ann Lee,0015g001',
    {
      id: "acct_0015g000",
      name: "Apex",
      domains: ["www.apex.example", "apex.test"],
      status: "customer",
      country: "US",
      ownerRepId: "rep_ann",
      parentAccountId: "acct_0015g001",
    },
  ],
  [
    "an empty cell of what may be empty",
    "accounts",
    "id,country,aliases,status\nacct_a,,,",
    { id: "acct_a", country: null, aliases: [] },
  ],
  [
    "a time with its zone",
    "accounts",
    "id,closedLostAt\nacct_a,2026-11-22 10:30+01:00",
    { id: "acct_a", closedLostAt: "2026-11-22T09:30:00.000Z" },
  ],
  ["a day", "accounts", "id,Lost Date\nacct_a,2026-11-22", { id: "acct_a", closedLostAt: "2026-11-22T00:00:00.000Z" }],
  [
    "a team",
    "accounts",
    "id,team\nacct_a,Solutions Engineer=ann@pointsman.example",
    { id: "acct_a", team: [{ role: "solutions-engineer", repId: "rep_ann" }] },
  ],
  [
    "a rep's shifts",
    "reps",
    'id,Working Hours,Skills,Ramp\nann,"mon-wed,fri 09:00-17:00; sat 10:00-12:00","RevOps, Data",80 %',
    {
      id: "rep_ann",
      workingHours: [
        { days: ["mon", "tue", "wed", "fri"], from: "09:00", until: "17:00" },
        { days: ["sat"], from: "10:00", until: "12:00" },
      ],
      skills: ["revops", "data"],
      rampPct: 80,
    },
  ],
  ["a territory", "territories", "Territory,Pool\nWest,west", { name: "West", poolId: "pool_west" }],
  [
    "days off",
    "time-off",
    "Employee,Type,Start Date,End Date\nAnn Lee,Vacation,2026-12-24,2026-12-27",
    { repId: "rep_ann", timeOff: { kind: "pto", firstDay: "2026-12-24", lastDay: "2026-12-27" } },
  ],
  [
    "one day off",
    "time-off",
    "Employee,Date\nAnn Lee,2026-12-24",
    { repId: "rep_ann", timeOff: { kind: "pto", firstDay: "2026-12-24", lastDay: "2026-12-24" } },
  ],
  [
    "half a day off",
    "time-off",
    "Rep,Date,Half Day\nann,2026-12-24,PM",
    { repId: "rep_ann", timeOff: { kind: "pto", day: "2026-12-24", half: "afternoon" } },
  ],
  [
    "a lead",
    "leads",
    'Email,No. of Employees,Country,UTM Source,HubSpot Score,Record ID\nLena@Apex.example,"1,000+",Germany,news,87.5,42',
    {
      source: undefined,
      receivedAt: undefined,
      idempotencyKey: "42",
      details: {
        email: "lena@apex.example",
        employees: { min: 1_000, max: null },
        country: "DE",
        score: 87.5,
        utm: { source: "news" },
      },
    },
  ],
];

test.each(READ)("%s", async (_, kind, text, values) => {
  expect(await readOne(kind, text)).toMatchObject({ ok: true, row: 2, values });
});

const REFUSED: readonly (readonly [
  kind: ImportKind,
  text: string,
  field: string,
  problem: string,
  expected: string,
])[] = [
  [
    "accounts",
    "id,Billing Country\nacct_a,Atlantis",
    "Billing Country",
    '"Atlantis" is not a country we know',
    "a code such as US, or a name such as Germany",
  ],
  [
    "accounts",
    "id,Account Owner\nacct_a,Carl",
    "Account Owner",
    'no rep is known as "Carl"',
    "the id, e-mail address or name of a rep on file",
  ],
  [
    "accounts",
    "id,Type\nacct_a,Competitor",
    "Type",
    '"competitor" is not valid',
    'one of "prospect", "open", "customer", "closed_lost"',
  ],
  [
    "accounts",
    "id,Closed Lost\nacct_a,22.11.2026",
    "Closed Lost",
    '"22.11.2026" is not a time with its zone',
    "a time such as 2026-11-22T09:30:00Z or 2026-11-22 10:30+01:00, or a day such as 2026-11-22",
  ],
  [
    "accounts",
    "id,name\nacct_a,Apex,Inc.",
    "(row)",
    "it has 3 cells, the header 2",
    "quotes around cells that hold a separator",
  ],
  ["reps", "id,capacity\nann,many", "capacity", '"many" is not a whole number', "a whole number such as 50"],
  [
    "reps",
    "id,Working Hours\nann,9 to 5",
    "Working Hours",
    '"9 to 5" is not a shift',
    "days and hours such as mon-fri 09:00-17:00",
  ],
  [
    "time-off",
    "rep,Start Date,End Date\nann,2026-12-27,2026-12-24",
    "(row)",
    "it is not valid",
    "a last day on or after the first",
  ],
  [
    "time-off",
    "rep,Start Date,Start\nann,2026-12-27,2026-12-24T10:00Z",
    "(row)",
    "its times do not go together",
    "firstDay and lastDay; or firstDay with half for half a day; or from and until",
  ],
];

test.each(REFUSED)("in a file of %s %j is refused", async (kind, text, field, problem, expected) => {
  expect(await readOne(kind, text)).toEqual({
    ok: false,
    row: 2,
    code: "INVALID_INPUT",
    errors: [{ field, problem, expected }],
  });
});

test("everything that is wrong with a row is told at once", async () => {
  const row = await readOne("accounts", "id,country,owner\nacct_a,Atlantis,Carl");
  expect(row?.ok === false && row.errors.map(({ field }) => field)).toEqual(["owner", "country"]);
});
