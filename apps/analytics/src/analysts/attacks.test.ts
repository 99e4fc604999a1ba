import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openAnalysts, type TestAnalysts } from "../../test/open-analysts.ts";

let analysts: TestAnalysts;
let before: readonly unknown[];

beforeAll(async () => {
  analysts = await openAnalysts();
  before = await look();
});

afterAll(async () => {
  await analysts[Symbol.asyncDispose]();
});

/** What could have changed: tables with their making and rows, users, roles, functions, and the parts on disk. */
async function look(): Promise<readonly unknown[]> {
  const ask = async (query: string) =>
    (await analysts.warehouse.client.query({ query, format: "JSONEachRow" })).json<unknown>();
  return [
    await ask(
      "select database, name, create_table_query, total_rows from system.tables where database = 'pointsman' order by name",
    ),
    await ask("select name from system.users union all select name from system.roles order by name"),
    await ask("select name from system.databases order by name"),
    await ask("select name from system.functions where origin != 'System' order by name"),
    await ask(
      "select name, rows, hash_of_all_files from system.parts where database = 'pointsman' and active order by name",
    ),
    await ask("select count() from system.settings where name = 'readonly' and value = '0'"),
  ];
}

/** `out` is where a statement would write. */
const out = () => join(analysts.folder, "stolen");

/** What is tried, the statement, the code of the refusal and what it says. */
const ATTACKS: readonly (readonly [what: string, sql: string | (() => string), code: number, says: RegExp])[] = [
  // Writing.
  ["insert", "insert into lead_event_v2 (event_id) values ('x')", 164, /Only SELECT/],
  ["insert of a select", "insert into lead_event_v2 select * from lead_event_v2", 164, /Only SELECT/],
  ["insert into a view", "insert into lead_v1 select * from lead_v1", 164, /Only SELECT/],
  ["insert into a file", () => `insert into function file('${out()}', 'CSV', 'a Int8') select 1`, 164, /Only SELECT/],
  ["insert behind a CTE", "with 1 as x insert into lead_event_v2 (epoch) select x", 164, /Only SELECT/],
  ["alter delete", "alter table lead_event_v2 delete where 1", 164, /Only SELECT/],
  ["alter update", "alter table lead_event_v2 update epoch = 1 where 1", 164, /Only SELECT/],
  ["light delete", "delete from lead_event_v2 where 1", 164, /Only SELECT/],
  ["light update", "update lead_event_v2 set epoch = 1 where 1", 164, /Only SELECT/],
  ["truncate", "truncate table lead_event_v2", 164, /Only SELECT/],
  ["drop table", "drop table lead_event_v2", 164, /Only SELECT/],
  ["drop view", "drop view lead_v1 sync", 164, /Only SELECT/],
  ["drop database", "drop database pointsman", 164, /Only SELECT/],
  ["detach", "detach table lead_event_v2 permanently", 164, /Only SELECT/],
  ["rename", "rename table lead_v1 to lead_v0", 164, /Only SELECT/],
  ["exchange", "exchange tables lead_v1 and assignment_v1", 164, /Only SELECT/],
  ["optimize", "optimize table lead_event_v2 final", 164, /Only SELECT/],
  ["create table", "create table note (id Int8) engine = Memory", 164, /Only SELECT/],
  ["create temporary table", "create temporary table note (id Int8)", 164, /Only SELECT/],
  ["create table as select", "create table note engine = Memory as select 1", 164, /Only SELECT/],
  ["create view", "create view note as select * from lead_event_v2", 164, /Only SELECT/],
  ["replace a view", "create or replace view lead_v1 as select 1", 164, /Only SELECT/],
  ["create function", "create function note as (x) -> x", 164, /Only SELECT/],
  ["create user", "create user note", 164, /Only SELECT/],
  [
    "create dictionary",
    "create dictionary d (id UInt64) primary key id source(file(path '/etc/passwd' format 'CSV')) layout(flat()) lifetime(1)",
    164,
    /Only SELECT/,
  ],
  ["grant", "grant all on *.* to default", 164, /Only SELECT/],
  ["backup", () => `backup database pointsman to File('${out()}')`, 164, /Only SELECT/],
  ["restore", "restore table pointsman.note from File('x')", 164, /Only SELECT/],
  ["system", "system stop merges", 164, /Only SELECT/],
  ["system shutdown", "system shutdown", 164, /Only SELECT/],
  ["kill", "kill query where 1", 164, /Only SELECT/],
  ["attach", "attach table note (id Int8) engine = MergeTree order by id", 164, /Only SELECT/],
  ["parallel with", "select 1 parallel with drop table lead_event_v2", 164, /Only SELECT/],
  ["explain of a write runs nothing", "explain ast drop table lead_event_v2", 164, /is not allowed here/],
  // Becoming somebody else.
  ["set role", "set role pointsman_service", 164, /Only SELECT/],
  ["set default role", "set default role none to default", 164, /Only SELECT/],
  ["set readonly", "set readonly = 0", 164, /Only SELECT/],
  ["set a limit", "set max_execution_time = 0", 164, /Only SELECT/],
  ["use", "use system", 164, /Only SELECT/],
  ["execute as", "execute as default select * from lead_event_v2", 164, /Only SELECT/],
  ["settings readonly", "select 1 settings readonly = 0", 164, /Cannot modify 'readonly'/],
  ["settings in a subquery", "select * from (select 1 settings readonly = 0)", 164, /Cannot modify 'readonly'/],
  ["settings allow_ddl", "select 1 settings allow_ddl = 1", 164, /Cannot modify 'allow_ddl'/],
  ["settings behind a format", "select 1 format JSON settings readonly = 0", 164, /Cannot modify 'readonly'/],
  ["settings of a path", "select 1 settings format_schema = '/etc/passwd'", 164, /Cannot modify 'format_schema'/],
  ["settings in part results", "select 1 settings result_overflow_mode = 'break'", 164, /can only be 'throw'/],
  ["raising the time", "select 1 settings max_execution_time = 3600", 164, /Cannot modify 'max_execution_time'/],
  ["no limit on memory", "select 1 settings max_memory_usage = 0", 164, /Cannot modify 'max_memory_usage'/],
  // Several statements, comments.
  ["two statements", "select 1; drop table lead_event_v2", 62, /Multi-statements are not allowed/],
  ["two harmless ones", "select 1; select 2", 62, /Multi-statements are not allowed/],
  ["a second after a comment", "select 1 /* ; */ ; -- x\n set role pointsman_service", 62, /Multi-statements/],
  ["a comment that opens a second", "select 1 -- */ ;\n; set readonly = 0", 62, /Multi-statements/],
  ["a string that looks ended", "select '\\'; drop table lead_event_v2; --'; select 2", 62, /Multi-statements/],
  ["a write inside a comment that is none", "-- x\ndrop table lead_event_v2", 164, /Only SELECT/],
  ["closing the parser's own string", "1'); drop table lead_event_v2; select ('", 62, /Syntax error/],
  ["closing it by a backslash", "\\'); drop table lead_event_v2; --", 62, /Syntax error/],
  ["a NUL byte", "select 1\0; drop table lead_event_v2", 62, /Syntax error/],
  // Files, networks, programs.
  ["into outfile", () => `select * from lead_v1 into outfile '${out()}'`, 164, /INTO OUTFILE/],
  ["into outfile with a format", () => `select 1 into outfile '${out()}' truncate format CSV`, 164, /INTO OUTFILE/],
  ["into outfile of explain", () => `explain select 1 into outfile '${out()}'`, 164, /INTO OUTFILE/],
  ["into outfile of show", () => `show tables into outfile '${out()}'`, 164, /INTO OUTFILE/],
  ["the function file", "select file('/etc/passwd')", 446, /Function file/],
  ["the function file, in capitals", "select `FILE`('/etc/passwd')", 446, /Function FILE/],
  ["the function file in a lambda", "select arrayMap(x -> file(x), ['/etc/passwd'])", 446, /Function file/],
  [
    "the function file by APPLY",
    "select * apply(file) from (select '/etc/passwd' as x)",
    164,
    /ColumnsApplyTransformer/,
  ],
  ["the function file in an alias's scope", "with file('/etc/passwd') as x select x", 446, /Function file/],
  ["the function file in SHOW", "show tables where file('/etc/passwd') != ''", 164, /SHOW … WHERE/],
  ["the function file in ORDER BY", "select 1 order by file('/etc/passwd')", 446, /Function file/],
  ["the table function file", "select * from file('/etc/passwd', 'LineAsString')", 497, /Table function file/],
  ["describing a file", "describe table file('/etc/passwd', 'LineAsString')", 497, /Table function file/],
  ["file by IN", "select 1 in file('/etc/passwd', 'CSV', 'a String')", 446, /Function file/],
  [
    "file in a subquery",
    "select (select * from file('/etc/passwd', 'LineAsString') limit 1)",
    497,
    /Table function file/,
  ],
  [
    "file in a view function",
    "select * from view(select * from file('/etc/passwd', 'LineAsString'))",
    497,
    /Table function file/,
  ],
  [
    "file in a union",
    "select 'x' union all select * from file('/etc/passwd', 'LineAsString')",
    497,
    /Table function file/,
  ],
  [
    "file in a join",
    "select * from lead_v1 join file('/etc/passwd', 'LineAsString') as f on 1",
    497,
    /Table function file/,
  ],
  ["file named by a parameter", "select * from {f:Identifier}('/etc/passwd')", 62, /Syntax error/],
  ["url", "select * from url('http://127.0.0.1:1/', 'CSV', 'a String')", 497, /Table function url/],
  ["remote", "select * from remote('127.0.0.1', system.one)", 497, /Table function remote/],
  ["s3", "select * from s3('http://127.0.0.1:1/b/k', 'CSV', 'a String')", 497, /Table function s3/],
  ["mysql", "select * from mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')", 497, /Table function mysql/],
  ["postgresql", "select * from postgresql('127.0.0.1:1', 'a', 'b', 'c', 'd')", 497, /Table function postgresql/],
  ["sqlite", "select * from sqlite('/tmp/x', 'y')", 497, /Table function sqlite/],
  ["executable", "select * from executable('id', 'CSV', 'a String')", 497, /Table function executable/],
  ["merge", "select * from merge('pointsman', '.*')", 497, /Table function merge/],
  ["cluster", "select * from cluster('default', pointsman.lead_event_v2)", 497, /Table function cluster/],
  ["dictionary", "select dictGet('d', 'a', 1)", 446, /Function dictGet/],
  ["a model from a file", "select catboostEvaluate('/etc/passwd', 1)", 446, /Function catboostEvaluate/],
  // What is not theirs.
  ["the table behind the views", "select * from lead_event_v2", 497, /Not enough privileges/],
  ["with its database", "select * from pointsman.lead_event_v2", 497, /Not enough privileges/],
  ["quoted", 'select * from "pointsman"."lead_event_v2"', 497, /Not enough privileges/],
  ["through a view function", "select * from view(select * from lead_event_v2)", 497, /Not enough privileges/],
  ["by IN", "select 'x' in lead_event_v2", 497, /Not enough privileges/],
  ["the migrations", "select * from schema_migration_v1", 497, /Not enough privileges/],
  ["its columns", "describe table lead_event_v2", 497, /Not enough privileges/],
  ["explaining it", "explain select * from lead_event_v2", 497, /Not enough privileges/],
  ["joinGet", "select joinGet('pointsman.lead_event_v2', 'epoch', 'x')", 446, /Function joinGet/],
  ["processes", "select query from system.processes", 497, /system.processes is not open/],
  ["processes, quoted", "select query from `system`.`processes`", 497, /system.processes is not open/],
  ["processes by IN", "select 1 in system.processes", 497, /system.processes is not open/],
  ["the query log", "select * from system.query_log", 497, /system.query_log is not open/],
  ["users", "select * from system.users", 497, /system.users is not open/],
  ["disks", "select * from system.disks", 497, /system.disks is not open/],
  ["environment", "select * from system.server_settings", 497, /system.server_settings is not open/],
  ["parts, in capitals", "select * from INFORMATION_SCHEMA.STATISTICS", 497, /is not open/],
  ["show processlist", "show processlist", 164, /Only SELECT/],
  ["show users", "show users", 164, /Only SELECT/],
  ["settings of the server", "select getServerSetting('max_connections')", 446, /Function getServerSetting/],
  ["an HTTP header", "select getClientHTTPHeader('x')", 446, /Function getClientHTTPHeader/],
  // Holding up others.
  ["sleep", "select sleep(3)", 446, /Function sleep/],
  ["sleep for each row", "select sleepEachRow(1) from numbers(100)", 446, /Function sleepEachRow/],
  ["too many rows out", "select number from numbers(2000000)", 396, /Limit for result/],
  ["too many rows read", "select count() from numbers(2000000000) where number % 3 = 1", 158, /Limit for rows/],
  ["too much memory", "select length(groupArray(repeat('x', 1000))) from numbers(5000000)", 241, /memory limit/i],
  ["a format that reads a schema", "select 1 format Protobuf", 73, /Format Protobuf/],
  [
    "a format that reads a template",
    "select 1 format Template settings format_template_row = '/etc/passwd'",
    73,
    /Format Template/,
  ],
];

test("there are enough of them", () => {
  expect(ATTACKS.length).toBeGreaterThanOrEqual(60);
});

describe("each is refused, with the reason", () => {
  test.each(ATTACKS)("%s", async (_, sql, code, says) => {
    const { status, text, headers } = await analysts.ask(typeof sql === "string" ? sql : sql());
    expect(text).toMatch(/^Code: \d+\. DB::Exception: /);
    expect(text).toMatch(says);
    expect(Number(headers.get("x-clickhouse-exception-code"))).toBe(code);
    expect(status).toBeGreaterThanOrEqual(400);
  });
});

describe("by way of the URL", () => {
  test.each([
    ["a setting", { readonly: "0" }, 164],
    ["a role", { role: "pointsman_service" }, 164],
    ["a path", { format_schema: "/etc/passwd" }, 164],
    ["an expression as a setting's name", { "max_threads = 1; set readonly": "0" }, 164],
    ["a setting's value that ends its string", { log_comment: "'; set role pointsman_service; --" }, 0],
    ["another database", { database: "system" }, 81],
    ["another user", { user: "pointsman_service" }, 516],
    ["a format", { default_format: "Protobuf" }, 73],
    ["a limit taken away stays", { max_result_rows: "0" }, 396],
    ["a limit raised stays", { max_result_rows: "100000000" }, 396],
    ["a parameter that ends its string", { param_x: "'); drop table lead_event_v2; --" }, 0],
  ])("%s", async (_, search, code) => {
    const sql =
      code === 396 ? "select number from numbers(2000000)" : "param_x" in search ? "select {x:String}" : "select 1";
    const { headers } = await analysts.ask(sql, search);
    expect(Number(headers.get("x-clickhouse-exception-code") ?? 0)).toBe(code);
  });

  test("the value of a parameter is a value, whatever it holds", async () => {
    const evil = "x'); drop table lead_event_v2; -- \\\\ ` {y:String}";
    const { text } = await analysts.ask("select {x:String} as x format JSONEachRow", { param_x: evil });
    expect(JSON.parse(text)).toEqual({ x: evil.replace("\\\\", "\\") });
    const { text: named } = await analysts.ask("select count() from {t:Identifier}", { param_t: "lead_v1` where 0" });
    expect(named).toMatch(/^Code: 60\./);
  });
});

test("nothing has changed, and nothing was written", async () => {
  expect(await look()).toEqual(before);
  expect(existsSync(out())).toBe(false);
  expect((await readdir(analysts.folder)).toSorted()).toEqual(["clickhouse"]);
});
