import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openAnalysts, type TestAnalysts } from "../../test/open-analysts.ts";
import { readCompressedBlocks, unpack } from "../../test/read-compressed-blocks.ts";
import { cityHash128 } from "./city-hash.ts";
import { toRevision } from "./native-blocks.ts";

let analysts: TestAnalysts;

beforeAll(async () => {
  analysts = await openAnalysts();
});

afterAll(async () => {
  await analysts[Symbol.asyncDispose]();
});

async function call(path: string, init: RequestInit): Promise<Response> {
  return fetch(analysts.url + path, { method: "POST", ...init });
}

async function readBytes(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

/*
 * What clickhouse-go v2 sends over HTTP (conn_http.go), on which Grafana's data source stands: the database, settings and
 * format in the URL, the statement in the body, Basic for the user; gzip by header. It names a revision, and so gets
 * blocks with info and a byte for each column's serialisation; its own `lib/proto/block.go` reads them as `readBlocks`.
 */
describe("Grafana's ClickHouse data source (clickhouse-go over HTTP)", () => {
  const URL_OF_DRIVER =
    "/?client_protocol_version=54460&database=pointsman&default_format=Native&enable_http_compression=1&max_execution_time=65";
  const HEADERS = {
    authorization: `Basic ${Buffer.from("default:").toString("base64")}`,
    "user-agent": "grafana-clickhouse-datasource/4.11.0 clickhouse-go/2.40.1 (lv:go/1.25; os:linux)",
    "accept-encoding": "gzip",
  };

  test("its hello gets name, version, revision and time zone in one block", async () => {
    const body = "SELECT displayName(), version(), revision(), timezone()";
    const bytes = await readBytes(await call(URL_OF_DRIVER, { headers: HEADERS, body }));
    const [block] = readBlocks(bytes);
    expect(block?.map(({ name, type }) => [name, type])).toEqual([
      ["displayName()", "String"],
      ["version()", "String"],
      ["revision()", "UInt32"],
      ["timezone()", "String"],
    ]);
    expect(block?.[1]?.values[0]).toMatch(/^26\./);
    expect(Number(block?.[2]?.values[0])).toBeGreaterThan(54_460);
  });

  test("its ping finds a column named 1", async () => {
    const [block] = readBlocks(await readBytes(await call(URL_OF_DRIVER, { headers: HEADERS, body: "SELECT 1" })));
    expect(block).toEqual([{ name: "1", type: "UInt8", values: [1] }]);
  });

  test("what its query builder asks of system tables", async () => {
    for (const body of [
      "SHOW DATABASES",
      "SELECT name FROM system.tables WHERE database = 'pointsman'",
      "SHOW TABLES FROM `pointsman`",
      'DESC TABLE "pointsman"."lead_v1"',
      "SELECT name, database, table, type FROM system.columns WHERE database = 'pointsman' ORDER BY name, database, table",
    ]) {
      const response = await call(URL_OF_DRIVER, { headers: HEADERS, body });
      expect([body, response.status]).toEqual([body, 200]);
      expect(readBlocks(await readBytes(response)).flat().length).toBeGreaterThan(0);
    }
  });

  test("its time filter and interval macros, as they come out expanded", async () => {
    const body =
      "SELECT toStartOfInterval(toDateTime(received_at), INTERVAL 3600 second) as time, count(*) as leads FROM lead_v1 " +
      "WHERE ( received_at >= toDateTime64(1790812800000/1000, 3) AND received_at <= toDateTime64(1790816400000/1000, 3) ) " +
      "GROUP BY time ORDER BY time ASC";
    const [block] = readBlocks(await readBytes(await call(URL_OF_DRIVER, { headers: HEADERS, body })));
    expect(block?.[1]).toEqual({ name: "leads", type: "UInt64", values: [1n, 1n] });
  });

  test("an error is plain text with its code", async () => {
    const response = await call(URL_OF_DRIVER, { headers: HEADERS, body: "SELECT nothing" });
    expect([response.status, await response.text()]).toEqual([
      404,
      expect.stringMatching(/^Code: 47\. DB::Exception: /),
    ]);
  });
});

/*
 * What clickhouse-jdbc 0.9 (client-v2, HttpAPIClientHelper) sends, on which Metabase stands: database, format, user and
 * password as headers, the statement as a text/plain body, and by default `compress=1`: its ClickHouseLZ4InputStream reads
 * blocks as `readCompressedBlocks`, and checks their hashes.
 */
describe("Metabase's ClickHouse driver (clickhouse-jdbc over HTTP)", () => {
  const HEADERS = {
    "content-type": "text/plain",
    "x-clickhouse-format": "RowBinaryWithNamesAndTypes",
    "x-clickhouse-database": "pointsman",
    "x-clickhouse-user": "default",
    "user-agent": "metabase/1.56.3 jdbc-v2/0.9.2 clickhouse-java-v2/0.9.2 (Linux; jvm:21.0.8) Apache-HttpClient/5.4.4",
  };

  test("its first query says who it is, the time zone and the version", async () => {
    const body =
      "SELECT currentUser() AS user, timezone() AS timezone, version() AS version, getSetting('readonly') AS readonly FORMAT RowBinaryWithNamesAndTypes";
    const response = await call("/?query_id=7a0c&compress=1", { headers: HEADERS, body });
    expect(response.headers.get("x-clickhouse-format")).toBe("RowBinaryWithNamesAndTypes");
    const bytes = unpackAll(await readBytes(response));
    expect(bytes[0]).toBe(4);
    expect(bytes.toString("latin1")).toContain("\x04user\x08timezone\x07version\x08readonly\x06String");
  });

  test.each([
    ["SELECT 1"],
    ["SELECT version()"],
    ["SHOW DATABASES"],
    ["select timezone()"],
    [
      "SELECT '' AS TABLE_CAT, t.database AS TABLE_SCHEM, t.name AS TABLE_NAME, t.engine AS TABLE_TYPE, t.comment AS REMARKS FROM system.tables t JOIN system.databases d ON system.tables.database = system.databases.name WHERE t.database LIKE 'pointsman' AND t.name LIKE '%' AND ( (t.engine IN ('View','MaterializedView')) )".replace(
        "ON system.tables.database = system.databases.name",
        "ON t.database = d.name",
      ),
    ],
    [
      "SELECT database AS TABLE_SCHEM, table AS TABLE_NAME, name AS COLUMN_NAME, type AS TYPE_NAME, toInt32(position) AS ORDINAL_POSITION, if(match(type, '^(LowCardinality\\\\()?Nullable'), 'YES', 'NO') AS IS_NULLABLE, comment AS REMARKS FROM system.columns WHERE database LIKE 'pointsman' AND table LIKE 'lead_v1' ORDER BY database, table, position",
    ],
    [
      "SELECT count() AS `count`, toStartOfDay(toTimeZone(`pointsman`.`lead_v1`.`received_at`, 'UTC')) AS `received_at` FROM `pointsman`.`lead_v1` WHERE `pointsman`.`lead_v1`.`received_at` >= parseDateTimeBestEffort('2026-10-01') GROUP BY `received_at` ORDER BY `received_at` ASC LIMIT 10000",
    ],
    ["SELECT true AS `_` FROM `pointsman`.`lead_v1` WHERE 1 <> 1 LIMIT 0"],
  ])("%s", async (body) => {
    const [packed, plain] = [
      await call("/?compress=1", { headers: HEADERS, body }),
      await call("/", { headers: HEADERS, body }),
    ];
    expect([packed.status, plain.status]).toEqual([200, 200]);
    const bytes = await readBytes(plain);
    expect(bytes.length).toBeGreaterThan(0);
    expect(unpackAll(await readBytes(packed)).equals(bytes)).toBe(true);
  });

  test("an error is plain text, whose code is in a header", async () => {
    const response = await call("/?compress=1", { headers: HEADERS, body: "SELECT nothing" });
    expect(response.headers.get("x-clickhouse-exception-code")).toBe("47");
    expect(await response.text()).toMatch(/^Code: 47\. DB::Exception: /);
  });
});

describe("blocks for clients that name a revision", () => {
  const TYPES = `
    select number, toString(number) as s, toNullable(number) as n, [s, s] as a, map(s, number) as m,
      tuple(number, s) as t, toLowCardinality(s) as l, toLowCardinality(toNullable(s)) as ln, [toLowCardinality(s)] as al,
      CAST((number, s), 'Tuple(x UInt64, y LowCardinality(String))') as nt, emptyArrayString() as e,
      toDecimal64(number, 3) as d, toFixedString('abc', 3) as f, toUUID('00000000-0000-0000-0000-000000000001') as u,
      toDateTime64('2026-01-01 00:00:00', 3, 'Europe/Berlin') as dt, toDate32('2026-01-01') as d32, toIntervalDay(1) as i, true as b, null as none,
      CAST('a', 'Enum8(\\'a,(\\' = 1, \\'a\\' = 2)') as en, toIPv6('::1') as ip, -number as minus, number / 3 as x
    from numbers(70000)`;

  test("hold the same data, column by column, whatever the types", async () => {
    const ask = async (search: string) => readBytes(await call(`/?default_format=Native${search}`, { body: TYPES }));
    const [plain, revised] = [await ask(""), await ask("&client_protocol_version=54460")];
    expect(Buffer.from(toRevision(plain, 54_460)).equals(revised)).toBe(true);
    // 8 bytes of info a block, one byte a column of a block: that there were two blocks shows that the data's end was found.
    expect(revised.length - plain.length).toBe(2 * (8 + 23));
  });

  test("a type whose end is not known is refused by name", async () => {
    const body = "select sumState(number) as s from numbers(3)";
    const response = await call("/?default_format=Native&client_protocol_version=54460", { body });
    expect(await response.text()).toMatch(/^Code: 48\. .*AggregateFunction\(sum, UInt64\) cannot be written/);
  });
});

function unpackAll(bytes: Buffer): Buffer {
  return Buffer.concat(
    readCompressedBlocks(bytes).map(({ hash, block }) => {
      expect(cityHash128(block)).toEqual(hash);
      return unpack(block);
    }),
  );
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly values: readonly (string | number | bigint)[];
}

/** Reads blocks as clickhouse-go does, written down anew: info, columns, rows; name, type, serialisation, data. */
function readBlocks(bytes: Buffer): readonly (readonly Column[])[] {
  let offset = 0;
  const byte = () => bytes.readUInt8(offset++);
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const next = byte();
      value |= (next & 0x7f) << shift;
      if (next < 0x80) return value;
    }
  };
  const string = () => {
    const length = varint();
    offset += length;
    return bytes.toString("utf8", offset - length, offset);
  };
  const READ: Readonly<Record<string, () => string | number | bigint>> = {
    String: string,
    UInt8: byte,
    UInt32: () => bytes.readUInt32LE((offset += 4) - 4),
    UInt64: () => bytes.readBigUInt64LE((offset += 8) - 8),
    DateTime: () => bytes.readUInt32LE((offset += 4) - 4),
  };
  const blocks: Column[][] = [];
  while (offset < bytes.length) {
    expect([varint(), byte(), varint(), bytes.readInt32LE((offset += 4) - 4), varint()]).toEqual([1, 0, 2, -1, 0]);
    const [columns, rows] = [varint(), varint()];
    const block: Column[] = [];
    for (let column = 0; column < columns; column += 1) {
      const [name, type, serialization] = [string(), string(), byte()];
      expect(serialization).toBe(0);
      const read = READ[type.replace(/\(.*/, "")];
      if (read === undefined) throw new Error(`no test reads ${type}`);
      block.push({ name, type, values: Array.from({ length: rows }, read) });
    }
    blocks.push(block);
  }
  return blocks;
}
