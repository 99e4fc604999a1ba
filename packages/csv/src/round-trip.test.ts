import type { ImportKind } from "@pointsman/contracts/imports";
import { LeadDetails } from "@pointsman/contracts/lead";
import { Account, Partner, Rep, Territory, type TimeOff } from "@pointsman/contracts/organisation";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { z } from "zod";

import type { EntityOf } from "./kinds.ts";
import { flattenLead } from "./kinds/leads.ts";
import { flattenTimeOff } from "./kinds/time-off.ts";
import { createLookups } from "./look-up.ts";
import { readFile } from "./read-file.ts";
import { writeEntities, writeHeader } from "./write-file.ts";

/** What people, forms and attackers put into texts. */
const nasty = fc.oneof(
  fc.constantFrom(
    "=1+1",
    "+49 30",
    "-1",
    "@cmd",
    "'=x",
    "''",
    "'",
    '"',
    ";",
    ",",
    "\t",
    "\r\n",
    "\\",
    "\\;",
    "=",
    "|",
    "日本",
    "😀",
    "\uFEFF",
    " ",
  ),
  fc.string({ unit: "binary", maxLength: 6 }),
);
const any = fc
  .array(nasty, { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(""))
  .filter((text) => text.isWellFormed() && !text.includes("\0"));
// A file cannot tell an empty text from none.
const written = any.filter((text) => text !== "");
const line = any.map((text) => text.trim()).filter((text) => text !== "");
const word = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,12}$/);
const idOf = <P extends string>(prefix: P) => word.map((body): `${P}_${string}` => `${prefix}_${body}`);
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const orNone = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const time = fc.date({ min: new Date("1971-01-01"), max: new Date("2200-01-01"), noInvalidDate: true });
const instant = time.map((date) => date.toISOString());
const day = instant.map((text) => text.slice(0, 10));
const email = fc
  .tuple(word, word)
  .map(([name, host]) => `${name}@${host.replaceAll("_", "-").replace(/-$/, "x")}.example`);
const country = fc.constantFrom("US", "DE", "GB", "KR", "AQ");

const account: fc.Arbitrary<Account> = fc.record({
  id: idOf("acct"),
  name: line,
  domains: fc.array(
    fc.oneof(
      word.map((name) => `${name}.example`),
      fc.constantFrom("a,b;c", "x\\y|z", "=a.example"),
    ),
    { maxLength: 3 },
  ),
  status: fc.constantFrom(...Account.unwrap().shape.status.options),
  division: orNull(word),
  ownerRepId: orNull(idOf("rep")),
  csmRepId: orNull(idOf("rep")),
  formerOwnerRepId: orNull(idOf("rep")),
  closedLostAt: orNull(instant),
  parentAccountId: orNull(idOf("acct")),
  aliases: fc.array(line, { maxLength: 4 }),
  country: orNull(country),
  team: fc.uniqueArray(fc.record({ role: word, repId: idOf("rep") }), { maxLength: 3, selector: ({ role }) => role }),
});

const weekdays = fc.subarray(["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const, { minLength: 1 });
const whole = fc.integer({ min: 0, max: 100 });
const rep = fc
  .record({
    id: idOf("rep"),
    name: line,
    email,
    role: fc.constantFrom(...Rep.unwrap().shape.role.options),
    team: word,
    status: fc.constantFrom("active" as const, "departed" as const),
    timeZone: fc.constantFrom("Europe/Berlin", "America/Los_Angeles"),
    capacity: fc.integer({ min: 1, max: 100_000 }),
    softLimitPct: fc.integer({ min: 1, max: 100 }),
    hardLimitPct: fc.integer({ min: 100, max: 1_000 }),
    rampPct: whole,
    rampSteps: fc.array(fc.record({ from: day, pct: whole }), { maxLength: 3 }),
    skills: fc.array(word, { maxLength: 3 }),
    backupRepId: orNull(idOf("rep")),
    workingHours: fc.array(
      fc.record({ days: weekdays, from: fc.constant("09:00"), until: fc.constantFrom("17:00", "00:00") }),
      { maxLength: 3 },
    ),
    busyCounts: fc.subarray(["out_of_office", "busy", "meeting"] as const),
    maxPerDay: orNull(whole),
    maxPerWeek: orNull(whole),
    longBusyMinutes: orNull(fc.integer({ min: 15, max: 2_880 })),
    maxPerMonth: orNull(whole),
  })
  .map((fields) => Rep.parse(fields));

const territory: fc.Arbitrary<Territory> = fc.record({
  id: idOf("terr"),
  name: line,
  division: word,
  segmentPools: fc.array(fc.record({ segment: word, poolId: idOf("pool") }), { maxLength: 3 }),
  poolId: orNull(idOf("pool")),
});

const partner: fc.Arbitrary<Partner> = fc.record({
  id: idOf("part"),
  name: line,
  code: line,
  managerRepId: idOf("rep"),
  policy: fc.constantFrom("partner_manager" as const, "territory_rep" as const),
  attributionDays: fc.integer({ min: 0, max: 3_650 }),
});

const kind = fc.constantFrom("pto" as const, "sick" as const, "leave" as const, "holiday" as const);
const later = fc
  .tuple(time, fc.integer({ min: 1, max: 1e9 }))
  .map(([from, ms]) => [from, new Date(from.getTime() + ms)] as const);
const timeOff = fc.record({
  repId: idOf("rep"),
  timeOff: fc.oneof(
    fc
      .tuple(kind, later)
      .map(([kind, [from, until]]): TimeOff => ({ kind, from: from.toISOString(), until: until.toISOString() })),
    fc.tuple(kind, later).map(([kind, [from, until]]): TimeOff => ({
      kind,
      firstDay: from.toISOString().slice(0, 10),
      lastDay: until.toISOString().slice(0, 10),
    })),
    fc.record({ kind, day, half: fc.constantFrom("morning" as const, "afternoon" as const) }),
  ),
});

const utm = fc.record({
  source: orNone(line),
  medium: orNone(line),
  campaign: orNone(line),
  term: orNone(line),
  content: line,
});
const lead = fc.record({
  source: word,
  idempotencyKey: written,
  receivedAt: instant,
  details: fc
    .record({
      email,
      firstName: orNone(line),
      company: orNone(line),
      phone: orNone(line.map((text) => `+${text}`)),
      employees: orNone(fc.record({ min: whole, max: orNull(whole) })),
      country: orNone(country),
      score: orNone(fc.double({ min: 0, max: 100, noNaN: true }).map((score) => score + 0)),
      utm: orNone(utm),
      message: orNone(written),
      extra: orNone(fc.dictionary(any, any, { maxKeys: 3 })),
    })
    .map((details) => LeadDetails.parse(JSON.parse(JSON.stringify(details)))),
});

const lookups = createLookups({ reps: [], pools: [] });

/** What comes out of a file with these entities in it. */
async function throughFile<K extends ImportKind>(
  kind: K,
  entities: readonly EntityOf<K>[],
): Promise<readonly unknown[]> {
  async function* open(): AsyncGenerator<string> {
    yield writeHeader(kind);
    yield writeEntities(kind, entities);
  }
  const values: unknown[] = [];
  for await (const row of readFile({ kind, open, lookups })) {
    expect(row).toMatchObject({ ok: true });
    if (row.ok) values.push(row.values);
  }
  return values;
}

const parseEach = (schema: z.ZodType, values: readonly unknown[]) => values.map((value) => schema.parse(value));
const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 4 });

test.each([
  ["accounts", Account, account],
  ["reps", Rep, rep],
  ["territories", Territory, territory],
  ["partners", Partner, partner],
] as const)("%s come back from a file as they were", async (kind, schema, arbitrary) => {
  await fc.assert(
    fc.asyncProperty(some(arbitrary as fc.Arbitrary<EntityOf<typeof kind>>), async (entities) => {
      expect(parseEach(schema, await throughFile(kind, entities))).toEqual(entities);
    }),
  );
});

test("time off comes back from a file as it was", async () => {
  await fc.assert(
    fc.asyncProperty(some(timeOff), async (entries) => {
      expect(await throughFile("time-off", entries.map(flattenTimeOff))).toEqual(entries);
    }),
  );
});

test("leads come back from a file as they were", async () => {
  await fc.assert(
    fc.asyncProperty(some(lead), async (leads) => {
      const records = leads.map((one) => flattenLead({ ...one, id: "lead_x", state: "assigned", repId: "rep_ann" }));
      expect(await throughFile("leads", records)).toEqual(leads);
    }),
  );
});
