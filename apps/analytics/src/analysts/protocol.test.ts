import { execFile } from "node:child_process";
import { request } from "node:http";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";

import { ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { PLANTED_PERIOD } from "@pointsman/warehouse/testing/planted-history";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openAnalysts, type TestAnalysts } from "../../test/open-analysts.ts";

let analysts: TestAnalysts;

beforeAll(async () => {
  analysts = await openAnalysts();
});

afterAll(async () => {
  await analysts[Symbol.asyncDispose]();
});

const LEADS = 13;

describe("like ClickHouse's HTTP interface", () => {
  test("/ping and / say Ok.", async () => {
    for (const path of ["/ping", "/"]) {
      const response = await fetch(analysts.url + path);
      expect([response.status, await response.text()]).toEqual([200, "Ok.\n"]);
    }
  });

  test("a query comes as parameter, as body, or as both", async () => {
    const get = await fetch(`${analysts.url}/?query=select+count()+from+lead_v1`);
    expect(await get.text()).toBe(`${LEADS}\n`);
    expect((await analysts.ask("select count() from lead_v1")).text).toBe(`${LEADS}\n`);
    expect((await analysts.ask("from lead_v1", { query: "select count()" })).text).toBe(`${LEADS}\n`);
  });

  test("headers say what a driver reads", async () => {
    const { headers } = await analysts.ask("select 1 format JSON", { query_id: "q-1" });
    const zone = (await analysts.ask("select timezone()")).text.trim();
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-type": "application/json; charset=UTF-8",
      "x-clickhouse-format": "JSON",
      "x-clickhouse-query-id": "q-1",
      "x-clickhouse-server-display-name": "pointsman",
      "x-clickhouse-timezone": zone,
    });
    expect(JSON.parse(headers.get("x-clickhouse-summary") ?? "")).toMatchObject({ read_rows: "1", written_rows: "0" });
  });

  test("the format: of the clause, else of the header, else of the URL, else TabSeparated", async () => {
    const body = "select 1 as one";
    const ask = async (sql: string, headers: Record<string, string> = {}, search = "") =>
      (await fetch(`${analysts.url}/${search}`, { method: "POST", body: sql, headers })).text();
    expect(await ask(body)).toBe("1\n");
    expect(await ask(body, {}, "?default_format=CSVWithNames")).toBe('"one"\n1\n');
    expect(await ask(body, { "x-clickhouse-format": "JSONEachRow" }, "?default_format=CSV")).toBe('{"one":1}\n');
    expect(await ask(`${body} format Values`, { "x-clickhouse-format": "JSONEachRow" })).toBe("(1)");
  });

  test("parameters are bound by their types", async () => {
    const search = {
      param_source: "demo-form",
      param_from: "2026-10-01 00:00:00.000",
      param_list: "['A','B']",
      param_n: "3",
      param_tab: "a\\tb",
      param_none: "\\N",
      param_view: "lead_v1",
    };
    const { text } = await analysts.ask(
      `select count() as leads, {n:UInt8} + 1 as n, {tab:String} as tab, {none:Nullable(String)} as none
       from {view:Identifier}
       where source = {source:String} and received_at >= {from:DateTime64(3, 'UTC')} and tier in {list:Array(String)}
       format JSONEachRow`,
      search,
    );
    expect(JSON.parse(text)).toEqual({ leads: 9, n: 4, tab: "a\tb", none: null });
    expect((await analysts.ask("select {n:UInt8}")).text).toMatch(/^Code: 456\. .*`n` is not set: send param_n/);
  });

  test("settings that only shape the answer may come in the URL and in the statement", async () => {
    const query = "select received_at from lead_v1 order by received_at limit 1";
    const { text } = await analysts.ask(query, { date_time_output_format: "iso" });
    expect(text).toBe("2026-09-30T23:59:59.999Z\n");
    expect((await analysts.ask(`${query} settings date_time_output_format = 'iso'`)).text).toBe(text);
    // What Grafana asks by habit (its timeout and 5 s) is more than there is, and gets what there is.
    const limit = await analysts.ask("select getSetting('max_execution_time')", { max_execution_time: "65" });
    expect(limit.text).toBe("30\n");
  });

  test("errors are ClickHouse's, with its code, status and place", async () => {
    const expected = [
      ["selct 1", 400, /^Code: 62\. DB::Exception: Syntax error: failed at position \d+ .*\(SYNTAX_ERROR\)\n$/],
      ["select nothing from lead_v1", 404, /^Code: 47\. DB::Exception: Unknown expression identifier/],
      ["select * from nothing", 404, /^Code: 60\. DB::Exception: Unknown table/],
      ["select toUInt8('x')", 400, /^Code: 6\. DB::Exception: Cannot parse/],
    ] as const;
    for (const [sql, status, text] of expected) {
      const answer = await analysts.ask(sql);
      expect(answer.text).toMatch(text);
      expect(answer.text).not.toContain("formatQuery");
      expect(answer.status).toBe(status);
    }
  });

  test("gzip where it is asked for, and only there", async () => {
    const body = "select repeat('x', 5000)";
    const { status, encoding, bytes } = await post("/?enable_http_compression=1", { "accept-encoding": "gzip" }, body);
    expect([status, encoding]).toEqual([200, "gzip"]);
    expect(gunzipSync(bytes).toString()).toBe(`${"x".repeat(5_000)}\n`);
    const plain = await post("/", { "accept-encoding": "gzip" }, body);
    expect([plain.encoding, plain.bytes.length]).toEqual([undefined, 5_001]);
  });

  test("what is too large or not spoken is said", async () => {
    expect((await analysts.ask(`select '${"x".repeat(300_000)}'`)).text).toMatch(/^Code: 307\..* 262144 bytes/);
    expect((await analysts.ask("select 1", { decompress: "1" })).text).toMatch(/^Code: 48\..*decompress=0/);
    const form = new FormData();
    form.set("query", "select 1");
    const response = await fetch(analysts.url, { method: "POST", body: form });
    expect(await response.text()).toMatch(/^Code: 48\. DB::Exception: Tables sent along/);
  });

  test("what there is can be listed", async () => {
    expect((await analysts.ask("show tables")).text).toBe("assignment_v1\ndaily_v1\nevent_v1\nlead_v1\n");
    expect(
      (await analysts.ask("select name from system.tables where database = currentDatabase() order by name")).text,
    ).toBe("assignment_v1\ndaily_v1\nevent_v1\nlead_v1\n");
    expect((await analysts.ask("describe lead_v1")).text).toMatch(/^lead_id\tString\t\t\tthe lead, e\.g\. lead_0f8f/);
    expect((await analysts.ask("exists table lead_v1")).text).toBe("1\n");
    expect((await analysts.ask("explain select count() from lead_v1")).status).toBe(200);
    expect(
      (await analysts.ask("select count() from system.columns where table = 'lead_v1' and comment != ''")).text,
    ).not.toBe("0\n");
  });
});

describe("who may call", () => {
  test("only by the names of this machine", async () => {
    expect((await post("/", { host: "evil.example" }, "select 1")).status).toBe(421);
    expect((await post("/", { host: "localhost" }, "select 1")).status).toBe(200);
  });

  test("with a password, only with it", async () => {
    await using guarded = await analysts.serve("correct horse");
    const url = `${guarded.url}/?query=select+1`;
    const basic = (text: string) => ({ headers: { authorization: `Basic ${Buffer.from(text).toString("base64")}` } });
    const key = { "x-clickhouse-user": "default", "x-clickhouse-key": "correct horse" };
    const statuses = await Promise.all(
      [
        fetch(url),
        fetch(url, basic("default:wrong")),
        fetch(`${url}&user=default&password=wrong`),
        fetch(url, basic("default:correct horse")),
        fetch(url, basic("pointsman_analyst:correct horse")),
        fetch(url, { headers: key }),
        fetch(`${url}&user=default&password=correct+horse`),
      ].map(async (response) => (await response).status),
    );
    expect(statuses).toEqual([403, 403, 403, 200, 200, 200, 200]);
  });
});

describe("as real clients call", () => {
  test("curl", async () => {
    const { stdout } = await promisify(execFile)("curl", [
      "-sS",
      `${analysts.url}/`,
      "--data-binary",
      "select territory, count() from lead_v1 where territory is not null group by territory order by territory format CSV",
    ]);
    expect(stdout).toBe('"east",3\n"west",8\n');
  });

  test("@clickhouse/client: parameters, formats, compression, errors, ping", async () => {
    const client = createClient({
      url: `${analysts.url}/pointsman`,
      compression: { response: true },
      log: { level: ClickHouseLogLevel.OFF },
    });
    try {
      expect(await client.ping()).toEqual({ success: true });
      const result = await client.query({
        query: "select lead_id, received_at from lead_v1 where received_at >= {from:DateTime64(3, 'UTC')} order by 2",
        query_params: { from: new Date(PLANTED_PERIOD.from) },
        format: "JSONEachRow",
        clickhouse_settings: { date_time_output_format: "iso" },
      });
      const rows = await result.json<{ readonly lead_id: string }>();
      expect(rows[0]).toEqual({ lead_id: "lead_converts", received_at: "2026-10-01T00:00:00.000Z" });
      const many = await client.query({ query: "select number from numbers(10000)", format: "JSONCompactEachRow" });
      expect((await many.json<unknown>()).length).toBe(10_000);
      await expect(
        client.insert({ table: "lead_event_v2", values: [{ event_id: "x" }], format: "JSONEachRow" }),
      ).rejects.toMatchObject({ code: "164", type: "READONLY" });
      await expect(client.command({ query: "drop table lead_event_v2" })).rejects.toMatchObject({ code: "164" });
    } finally {
      await client.close();
    }
  });
});

/** With the header `host`, which fetch does not let one set, and without anybody unpacking. */
async function post(
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
): Promise<{ readonly status: number | undefined; readonly encoding: string | undefined; readonly bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    const call = request(analysts.url + path, { method: "POST", headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () =>
        resolve({
          status: response.statusCode,
          encoding: response.headers["content-encoding"],
          bytes: Buffer.concat(parts),
        }),
      );
    });
    call.on("error", reject);
    call.end(body);
  });
}
