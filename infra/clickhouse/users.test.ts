import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

/*
 * chDB loads users.d/pointsman.xml as a server does, and enforces its grants, profiles and constraints. Two things it
 * cannot do: everybody is the user `default`, who is therefore given what the file gives the user in question, and
 * nobody logs in, so that passwords, networks and quotas are only parsed here.
 */
type User = "pointsman_migrator" | "pointsman_app" | "pointsman_analyst";
type Result = { readonly rows: unknown } | { readonly error: string };

const USERS_FILE = fileURLToPath(new URL("users.d/pointsman.xml", import.meta.url));
const CONFIG_FILE = fileURLToPath(new URL("config.d/pointsman.xml", import.meta.url));
const RUN_AS = fileURLToPath(new URL("run-as.ts", import.meta.url));
const VIEWS = ["assignment_fold_v1", "assignment_v1", "daily_v1", "event_v1", "lead_fold_v1", "lead_v1"];
const DEFINER = "modify sql security definer definer = pointsman_migrator";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pointsman-users-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("the file makes three users, none of whom may manage access", async () => {
  const [users, grants] = await runAs("administrator", [
    "select name from system.users where storage = 'users_xml' and name like 'pointsman%' order by name",
    "select user_name, access_type from system.grants where user_name like 'pointsman%' and access_type like '%ACCESS%'",
  ]);
  expect(users).toEqual({
    rows: ["pointsman_analyst", "pointsman_app", "pointsman_migrator"].map((name) => ({ name })),
  });
  expect(grants).toEqual({ rows: [] });
});

// In the order of their dependence: each runs on what the one before has left in the directory.
describe("on one warehouse", () => {
  test("pointsman_migrator brings it up to date, again too, with views that read as their maker", async () => {
    const [first, second, views] = await runAs("pointsman_migrator", [
      "migrate",
      "migrate",
      "select name from system.tables where database = 'pointsman' and engine = 'View' and create_table_query like '%SQL SECURITY DEFINER%' order by name",
    ]);
    expect(first).toMatchObject({ rows: expect.arrayContaining(["0001_lead_event"]) });
    expect(second).toEqual({ rows: [] });
    expect(views).toEqual({ rows: VIEWS.map((name) => ({ name })) });
    // Their maker was called `default` here, and `default` is somebody else in the next test.
    const renamed = await runAs(
      "administrator",
      VIEWS.map((view) => `alter table pointsman.${view} ${DEFINER}`),
    );
    expect(renamed).toEqual(VIEWS.map(() => ({ rows: [] })));
  });

  test("pointsman_app adds events and reads; it changes and removes nothing", async () => {
    const [inserted, folded, read, ...refused] = await runAs("pointsman_app", [
      `insert into pointsman.lead_event_v2 (event_id, lead_id, kind, epoch, occurred_at, source, received_at, qualified_at, content_hash)
       select *, now64(3), 'demo-form', now64(3), now64(3), 1
       from format(TabSeparated, 'event_id String, lead_id String, kind String, epoch UInt32', 'evt_a.0.received\tlead_a\tlead.received\t0')`,
      "insert into pointsman.lead_row_v1 select * from pointsman.lead_fold_v1",
      "select lead_id, state from pointsman.lead_v1",
      "insert into pointsman.schema_migration_v1 (name, hash) select 'x', 'y'",
      "alter table pointsman.lead_event_v2 delete where 1",
      "alter table pointsman.lead_event_v2 update epoch = 1 where 1",
      "truncate table pointsman.lead_event_v2",
      "drop table pointsman.lead_event_v2",
      "create table pointsman.note (id Int8) engine = Memory",
      "select * from file('/etc/passwd', 'LineAsString')",
      "select * from url('http://127.0.0.1:1/', 'CSV', 'line String')",
      "select * from remote('127.0.0.1', system.one)",
    ]);
    expect([inserted, folded]).toEqual([{ rows: [] }, { rows: [] }]);
    expect(read).toEqual({ rows: [{ lead_id: "lead_a", state: "received" }] });
    expectAllRefused(refused, /Not enough privileges/);
  });

  test("pointsman_analyst reads the documented views, through them only", async () => {
    const [leads, assignments, daily, events, tables, ...refused] = await runAs("pointsman_analyst", [
      "select lead_id from pointsman.lead_v1",
      "select count() as n from pointsman.assignment_v1",
      "select leads as n from pointsman.daily_v1",
      "select count() as n from pointsman.event_v1",
      "select name from system.tables where database = 'pointsman' order by name",
      "select * from pointsman.lead_event_v2",
      "select * from pointsman.lead_row_v1",
      "select * from pointsman.lead_fold_v1",
      "select * from view(select * from pointsman.lead_event_v2)",
      "select * from pointsman.schema_migration_v1",
      "insert into pointsman.lead_event_v2 (event_id) select 'x'",
      "create table pointsman.note (id Int8) engine = Memory",
      "create temporary table note (id Int8)",
      "drop view pointsman.lead_v1",
      "select * from file('/etc/passwd', 'LineAsString')",
      "select * from url('http://127.0.0.1:1/', 'CSV', 'line String')",
      "select * from remote('127.0.0.1', system.one)",
      "select * from s3('http://127.0.0.1:1/bucket/key', 'CSV', 'line String')",
      "select name from system.users",
    ]);
    expect(leads).toEqual({ rows: [{ lead_id: "lead_a" }] });
    expect(assignments).toEqual({ rows: [{ n: 0 }] });
    expect([daily, events]).toEqual([{ rows: [{ n: 1 }] }, { rows: [{ n: 1 }] }]);
    expect(tables).toEqual({
      rows: ["assignment_v1", "daily_v1", "event_v1", "lead_v1"].map((name) => ({ name })),
    });
    expectAllRefused(refused, /Not enough privileges/);
  });

  test("pointsman_analyst has limits, may lower them, and cannot raise them or take them away", async () => {
    const [values, lower, format, ...refused] = await runAs("pointsman_analyst", [
      `select name, value from system.settings
       where name in ('readonly', 'max_execution_time', 'max_memory_usage', 'max_rows_to_read', 'max_result_rows') order by name`,
      "select 1 as n settings max_execution_time = 5, max_result_rows = 10",
      "select 1 as n settings date_time_output_format = 'iso'",
      "select 1 settings max_execution_time = 0",
      "select 1 settings max_execution_time = 3600",
      "select 1 settings max_memory_usage = 0",
      "select 1 settings max_rows_to_read = 0",
      "select 1 settings max_result_rows = 0",
      "select 1 settings max_concurrent_queries_for_user = 100",
      "select 1 settings readonly = 0",
      "select count() from numbers(2000000000) where number % 3 = 1",
      "select number from numbers(2000000)",
    ]);
    expect(values).toEqual({
      rows: [
        { name: "max_execution_time", value: "60" },
        { name: "max_memory_usage", value: "4000000000" },
        { name: "max_result_rows", value: "1000000" },
        { name: "max_rows_to_read", value: "1000000000" },
        { name: "readonly", value: "2" },
      ],
    });
    expect([lower, format]).toEqual([{ rows: [{ n: 1 }] }, { rows: [{ n: 1 }] }]);
    expectAllRefused(refused, /shouldn't be|Cannot modify|should not be changed|Limit for/);
  });
});

function expectAllRefused(results: readonly Result[], reason: RegExp): void {
  expect(results.map((result) => ("error" in result ? result.error : "it worked"))).toEqual(
    results.map(() => expect.stringMatching(reason)),
  );
}

/** Runs statements as a user of the file, or as one with every right, on the directory of this test. */
async function runAs(user: User | "administrator", statements: readonly string[]): Promise<readonly Result[]> {
  const home = join(folder, user);
  await mkdir(join(home, "users.d"), { recursive: true });
  await mkdir(join(home, "config.d"), { recursive: true });
  await copyFile(USERS_FILE, join(home, "users.d", "pointsman.xml"));
  await copyFile(CONFIG_FILE, join(home, "config.d", "pointsman.xml"));
  await writeFile(join(home, "users.xml"), await toUsersXml(user));
  await writeFile(join(home, "config.xml"), `<clickhouse><users_config>${home}/users.xml</users_config></clickhouse>`);
  const args = [RUN_AS, join(home, "config.xml"), join(folder, "data"), JSON.stringify(statements)];
  const passwords = ["MIGRATOR", "APP", "ANALYST"].map((name) => [`POINTSMAN_CLICKHOUSE_${name}_PASSWORD`, "test"]);
  const env = { ...process.env, ...Object.fromEntries(passwords) };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return JSON.parse(stdout) as readonly Result[];
}

/** The users.xml of a plain server, with `default` made into the given user. */
async function toUsersXml(user: User | "administrator"): Promise<string> {
  const rights =
    user === "administrator"
      ? "<profile>default</profile><quota>default</quota><access_management>1</access_management>"
      : await readRights(user);
  return `<clickhouse>
    <profiles><default/></profiles><quotas><default/></quotas>
    <users><default><password/><networks><ip>::/0</ip></networks>${rights}</default></users>
  </clickhouse>`;
}

/** Profile, quota and grants of a user, as the file states them. */
async function readRights(user: User): Promise<string> {
  const text = await readFile(USERS_FILE, "utf8");
  const rights = new RegExp(`<${user}>\\s*<password[^]*?(<profile>[^]*?)</${user}>`).exec(text)?.[1];
  if (rights === undefined) throw new Error(`${USERS_FILE} has no user ${user}`);
  return rights;
}
