import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import {
  cloneTemplate,
  createEmptyDatabase,
  createTemplate,
  startTestPostgres,
  type TestPostgres,
} from "./postgres.ts";

let server: TestPostgres;

beforeAll(async () => {
  server = await startTestPostgres();
}, 60_000);

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

async function query(url: string, text: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

test("the server keeps what it commits, and text is UTF-8 whatever the machine's locale", async () => {
  const settings = `
    select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
           current_setting('server_encoding') as encoding, current_setting('server_version_num')::int >= 180000 as is_18`;
  expect(await query(server.adminUrl, settings)).toEqual([
    { fsync: "on", commit: "on", encoding: "UTF8", is_18: true },
  ]);
});

test("clones have what the template has, and nothing of each other", async () => {
  const template = await createTemplate(server.adminUrl, async (url) => query(url, "create table item (id int)"));
  await using one = await cloneTemplate(template);
  await using other = await cloneTemplate(template);
  await query(one.url, "insert into item values (1)");
  expect(await query(one.url, "select * from item")).toEqual([{ id: 1 }]);
  expect(await query(other.url, "select * from item")).toEqual([]);
});

test("a clone is dropped at the end of its block, even with somebody connected", async () => {
  let client: Client;
  let url = "";
  {
    await using database = await createEmptyDatabase(server.adminUrl);
    url = database.url;
    client = new Client({ connectionString: url });
    client.on("error", () => undefined);
    await client.connect();
  }
  await expect(query(url, "select 1")).rejects.toMatchObject({ code: "3D000" });
  await client.end().catch(() => undefined);
});

test("a server that is killed keeps what it committed, and starts again where it was", async () => {
  await using database = await createEmptyDatabase(server.adminUrl);
  await query(database.url, "create table item (id int)");
  await query(database.url, "insert into item values (1)");
  await server.kill();
  await expect(query(database.url, "select 1")).rejects.toThrow("ECONNREFUSED");
  await server.restart();
  expect(await query(database.url, "select * from item")).toEqual([{ id: 1 }]);
});
