import type { ImportedRow, SaveRowsInput } from "@pointsman/contracts/imports";
import { importFile, type ImportOptions } from "@pointsman/csv/import-file";
import { mergeTimeOff } from "@pointsman/csv/kinds/time-off";
import { createLookups } from "@pointsman/csv/look-up";
import { writeEntities, writeHeader } from "@pointsman/csv/write-file";
import { expect, test } from "vitest";

import type { TestService } from "../../test/test-service.ts";
import { openDemoService } from "../../test/timed-service.ts";

type Options = Partial<Pick<ImportOptions, "dryRun" | "allOrNothing" | "batchRows">>;

/** Imports a file in small batches through the service, and says what became of each row. */
async function importInto({ api }: TestService, kind: SaveRowsInput["kind"], text: string, options: Options = {}) {
  const rows = new Map<number, ImportedRow>();
  const progress: number[] = [];
  async function* open(): AsyncGenerator<string> {
    yield text;
  }
  const written = await importFile({
    kind,
    open,
    lookups: createLookups({ reps: (await api.reps.list()).reps, pools: (await api.pools.list()).pools }),
    dryRun: false,
    allOrNothing: false,
    batchRows: 2,
    width: 1,
    ...options,
    apply: async (batch) => (await api.imports.saveRows({ kind, ...batch })).rows,
    onRow: (row) => rows.set(row.row, row),
    onProgress: (done, total) => progress.push(done / total),
  });
  const outcomes = [...rows.values()].sort((a, b) => a.row - b.row).map(({ outcome }) => outcome);
  return { written, rows, outcomes, progress };
}

const FAMILY = [
  "Account ID,Account Name,Type,Parent Account ID",
  "e,E,Prospect,d",
  "d,D,Prospect,c",
  "c,C,Prospect,b",
  "b,B,Prospect,a",
  "x,X,Prospect,nobody",
  "y,Y,Prospect,x",
  "a,A,Prospect,",
  "a,A again,Prospect,",
].join("\n");

test("accounts may refer to ones further down, also where a row on the way is wrong", async () => {
  await using router = await openDemoService();
  const { outcomes, rows, progress } = await importInto(router, "accounts", FAMILY);
  expect(outcomes).toEqual(["created", "created", "created", "created", "refused", "refused", "created", "refused"]);
  expect(rows.get(6)?.errors).toMatchObject([
    { field: "Parent Account ID", problem: "there is no account acct_nobody" },
  ]);
  expect(rows.get(7)?.errors).toMatchObject([{ field: "(row)" }]);
  expect(rows.get(9)).toMatchObject({ code: "CONFLICT", errors: [{ problem: "row 8 is the same one" }] });
  expect(progress.at(-1)).toBe(1);
  const { account } = await router.api.accounts.get({ accountId: "acct_e" });
  expect(account.parentAccountId).toBe("acct_d");
});

test("all or nothing: one wrong row, and nothing is written; without one, everything is", async () => {
  await using router = await openDemoService();
  const before = await router.api.accounts.list({ limit: 1_000 });
  const refused = await importInto(router, "accounts", FAMILY, { allOrNothing: true });
  expect(refused.written).toBe(false);
  expect([...refused.rows.keys()]).toEqual(expect.arrayContaining([6, 9]));
  expect(await router.api.accounts.list({ limit: 1_000 })).toEqual(before);
  const right = FAMILY.split("\n")
    .filter((line) => !/^x|^y|again/.test(line))
    .join("\n");
  const all = await importInto(router, "accounts", right, { allOrNothing: true });
  expect([all.written, all.outcomes]).toEqual([true, Array.from({ length: 5 }, () => "created")]);
});

test("reps who back one another up in a ring come on file, in whatever batches", async () => {
  await using router = await openDemoService();
  const [rep] = (await router.api.reps.list()).reps;
  if (rep === undefined) throw new Error("The demo has no reps");
  const names = ["r1", "r2", "r3"];
  const ring = names.map((name, index) => ({
    ...rep,
    id: `rep_${name}` as const,
    name,
    email: `${name}@pointsman.example`,
    backupRepId: `rep_${names[(index + 1) % 3]}` as const,
  }));
  const file = writeHeader("reps") + writeEntities("reps", ring);
  expect((await importInto(router, "reps", file, { dryRun: true, batchRows: 1 })).outcomes).toEqual([
    "created",
    "created",
    "created",
  ]);
  expect((await importInto(router, "reps", file, { batchRows: 1 })).outcomes).toEqual([
    "created",
    "created",
    "created",
  ]);
  const saved = (await router.api.reps.list()).reps.filter(({ id }) => ring.some((one) => one.id === id));
  expect(saved.map(({ backupRepId }) => backupRepId)).toEqual(["rep_r2", "rep_r3", "rep_r1"]);
});

test("what was exported is left as it is when it is imported", async () => {
  await using router = await openDemoService();
  const { api } = router;
  const reps = (await api.reps.list()).reps;
  const saved = reps.flatMap(({ id, timeOff }) => timeOff.map((one) => ({ repId: id, timeOff: one })));
  const added = { repId: "rep_jordan-k", timeOff: { kind: "pto", day: "2027-03-01", half: "morning" } } as const;
  await api.availability.addTimeOff({ entries: [added] });
  // Twice on file, once in the file.
  await api.availability.addTimeOff({ entries: saved.slice(0, 1) });
  const off = mergeTimeOff(saved, (await api.availability.listTimeOff({})).entries);
  const { accounts } = await api.accounts.list({ limit: 1_000 });
  const files = [
    ["reps", writeEntities("reps", reps)],
    ["territories", writeEntities("territories", (await api.territories.list()).territories)],
    ["partners", writeEntities("partners", (await api.partners.list()).partners)],
    ["time-off", writeEntities("time-off", off)],
    ["accounts", writeEntities("accounts", accounts)],
  ] as const;
  for (const [kind, text] of files) {
    const { outcomes } = await importInto(router, kind, writeHeader(kind) + text, { batchRows: 100 });
    expect([kind, outcomes.length > 0, outcomes.filter((outcome) => outcome !== "unchanged")]).toEqual([
      kind,
      true,
      [],
    ]);
  }
});

test("a whole file over the API: told of each row, by column; what is exported is left as it is", async () => {
  await using router = await openDemoService();
  const { api } = router;
  const text = "Konto;Website;Type;Fax\nNova;nova.example;Client;1\nNova 2;nova-2.example;Nonsense;2\n";
  const file = { kind: "accounts", text, map: { Konto: "name" } } as const;
  const expected = {
    unused: ["Fax"],
    rows: [
      { row: 2, outcome: "created" },
      { row: 3, errors: [{ field: "Type" }] },
    ],
  };
  expect(await api.imports.csv({ ...file, dryRun: true })).toMatchObject({ ...expected, written: false });
  const before = await api.accounts.list({ limit: 1_000 });
  expect(await api.imports.csv({ ...file, allOrNothing: true })).toMatchObject({ written: false, rows: [{ row: 3 }] });
  expect(await api.accounts.list({ limit: 1_000 })).toEqual(before);
  expect(await api.imports.csv(file)).toMatchObject({ ...expected, written: true });
  await api.availability.addTimeOff({
    entries: [{ repId: "rep_jordan-k", timeOff: { kind: "pto", day: "2027-03-01", half: "morning" } }],
  });
  for (const kind of ["reps", "accounts", "territories", "partners", "time-off"] as const) {
    const { text: exported, nextCursor } = await api.imports.exportCsv({ kind });
    const { rows } = await api.imports.csv({ kind, text: exported });
    expect([kind, nextCursor, new Set(rows.map(({ outcome }) => outcome))]).toEqual([
      kind,
      null,
      new Set(["unchanged"]),
    ]);
  }
  await expect(api.imports.csv({ kind: "reps", text: 'Email\n"never closed' })).rejects.toMatchObject({
    cause: { code: "MALFORMED_BODY" },
  });
});
