import type { SaveRowsInput } from "@pointsman/contracts/imports";
import { expect, test } from "vitest";

import { openDemoService } from "../../test/timed-service.ts";

type Values = Readonly<Record<string, unknown>>;

function rowsOf(kind: SaveRowsInput["kind"], values: readonly Values[]) {
  return { kind, rows: values.map((one, index) => ({ row: index + 2, values: one })) };
}

const NEW = { name: "New", status: "prospect", domains: ["new.example"] };

test("rows that are right are written, the others told; again nothing changes; a dry run writes nothing", async () => {
  await using router = await openDemoService();
  const input = rowsOf("accounts", [
    { ...NEW, id: "acct_new", parentAccountId: "acct_new-2" },
    { ...NEW, id: "acct_new-2", domains: ["new-2.example"] },
    { id: "acct_apex-corp", name: "Apex Corporation" },
    { ...NEW, id: "acct_bad", ownerRepId: "rep_nobody" },
    { ...NEW, id: "acct_child", parentAccountId: "acct_bad" },
    { id: "acct_unnamed", status: "open", domains: [] },
    { domains: ["www.quillmark.example"], division: "emea" },
    { ...NEW, id: "acct_new" },
  ]);
  const expected = [
    { row: 2, outcome: "created", id: "acct_new" },
    { row: 3, outcome: "created", id: "acct_new-2" },
    { row: 4, outcome: "changed", id: "acct_apex-corp" },
    {
      row: 5,
      outcome: "refused",
      code: "INVALID_INPUT",
      errors: [{ field: "ownerRepId", problem: "there is no rep rep_nobody" }],
    },
    { row: 6, outcome: "refused", errors: [{ field: "parentAccountId", problem: "there is no account acct_bad" }] },
    { row: 7, outcome: "refused", errors: [{ field: "name", problem: "a new one needs it" }] },
    { row: 8, outcome: "changed", id: "acct_quillmark" },
    { row: 9, outcome: "refused", code: "CONFLICT" },
  ];
  const before = await router.api.accounts.list({ limit: 1_000 });
  expect((await router.api.imports.saveRows({ ...input, dryRun: true })).rows).toMatchObject(expected);
  expect(await router.api.accounts.list({ limit: 1_000 })).toEqual(before);
  expect((await router.api.imports.saveRows(input)).rows).toMatchObject(expected);
  const { account } = await router.api.accounts.get({ accountId: "acct_apex-corp" });
  expect(account).toMatchObject({ name: "Apex Corporation", csmRepId: "rep_sarah-k", division: "emea" });
  const again = await router.api.imports.saveRows({ ...input, rows: input.rows.slice(0, 3) });
  expect(again.rows.map(({ outcome }) => outcome)).toEqual(["unchanged", "unchanged", "unchanged"]);
});

test("reps are known by their address, partners by their code; what a row does not name stays", async () => {
  await using router = await openDemoService();
  const [rep] = (await router.api.reps.list()).reps;
  const [partner] = (await router.api.partners.list()).partners;
  if (rep === undefined || partner === undefined) throw new Error("The demo has neither");
  const reps = await router.api.imports.saveRows(
    rowsOf("reps", [{ email: rep.email.toUpperCase(), capacity: rep.capacity + 1 }]),
  );
  const partners = await router.api.imports.saveRows(
    rowsOf("partners", [{ code: partner.code.toLowerCase(), name: "Renamed" }]),
  );
  expect([reps.rows[0], partners.rows[0]]).toMatchObject([
    { outcome: "changed", id: rep.id },
    { outcome: "changed", id: partner.id },
  ]);
  const after = (await router.api.reps.list()).reps.find(({ id }) => id === rep.id);
  expect(after).toMatchObject({ timeOff: rep.timeOff, skills: rep.skills, capacity: rep.capacity + 1 });
});

test("time off is added to what a rep has; the same again changes nothing, another kind does", async () => {
  await using router = await openDemoService();
  const [rep] = (await router.api.reps.list()).reps;
  if (rep === undefined) throw new Error("The demo has no reps");
  const off = { firstDay: "2027-03-01", lastDay: "2027-03-05" };
  const row = (kind: string) => ({ repId: rep.id, timeOff: { kind, ...off } });
  const dry = await router.api.imports.saveRows({ ...rowsOf("time-off", [row("pto")]), dryRun: true });
  expect(dry.rows.map(({ outcome }) => outcome)).toEqual(["created"]);
  expect((await router.api.availability.listTimeOff({})).entries).toEqual([]);
  const answer = await router.api.imports.saveRows(
    rowsOf("time-off", [row("pto"), row("pto"), { ...row("pto"), repId: "rep_nobody" }]),
  );
  expect(answer.rows.map(({ outcome }) => outcome)).toEqual(["created", "unchanged", "refused"]);
  expect((await router.api.imports.saveRows(rowsOf("time-off", [row("sick")]))).rows).toMatchObject([
    { outcome: "changed" },
  ]);
  const { entries } = await router.api.availability.listTimeOff({});
  expect(entries).toMatchObject([{ repId: rep.id, timeOff: { kind: "sick", ...off }, source: "import" }]);
  const known = await router.api.availability.get({
    repId: rep.id,
    from: "2027-03-02T00:00:00.000Z",
    until: "2027-03-03T00:00:00.000Z",
  });
  expect(known.absences).toMatchObject([{ source: "import", timeOffId: entries[0]?.id, keepsLeadsAway: true }]);
  const after = (await router.api.reps.list()).reps.find(({ id }) => id === rep.id);
  expect(after?.timeOff).toEqual(rep.timeOff);
});

test("time off that stands with a rep is not made an entry, and another kind of it is refused", async () => {
  const timeOff = { kind: "pto", firstDay: "2027-03-01", lastDay: "2027-03-05" } as const;
  await using router = await openDemoService({ "rep_jordan-k": { timeOff: [timeOff] } });
  const row = (kind: string) => ({ repId: "rep_jordan-k", timeOff: { ...timeOff, kind } });
  const { rows } = await router.api.imports.saveRows(rowsOf("time-off", [row("pto"), row("sick")]));
  expect(rows).toMatchObject([{ outcome: "unchanged" }, { outcome: "refused", code: "CONFLICT" }]);
  expect((await router.api.availability.listTimeOff({})).entries).toEqual([]);
});
