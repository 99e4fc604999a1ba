import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { startTestClickHouse } from "@pointsman/testkit/clickhouse";
import { expect, test } from "vitest";

import { readCompressedBlocks, unpack } from "../../test/read-compressed-blocks.ts";
import { cityHash128 } from "./city-hash.ts";
import { toCompressedBlocks } from "./compressed-blocks.ts";

test("the hash is the one that the engine writes before its own blocks, whatever their length", async () => {
  await using engine = await startTestClickHouse();
  const { client } = engine;
  // Blocks of every length from a few bytes on, which LZ4 cannot make shorter, and some of 64 KB.
  const rows = [...Array.from({ length: 300 }, (_, index) => index + 1), 5_000, 70_000, 200_000];
  await client.command({
    query: `create table noise (n UInt32, v String codec(LZ4)) engine = MergeTree order by n partition by n
      settings min_bytes_for_wide_part = 0, min_rows_for_wide_part = 0`,
  });
  await client.command({
    query: `insert into noise select n, randomString(n) from (select arrayJoin([${rows.join(", ")}]) as n)
      settings max_partitions_per_insert_block = 1000`,
  });
  const result = await client.query({
    query: "select path from system.parts where table = 'noise' and active",
    format: "JSONEachRow",
  });
  const parts = await result.json<{ readonly path: string }>();
  const lengths = new Set<number>();
  for (const { path } of parts) {
    const files = (await readdir(path)).filter((name) => name.startsWith("v") && name.endsWith(".bin"));
    for (const file of files) {
      for (const { hash, block } of readCompressedBlocks(await readFile(join(path, file)))) {
        lengths.add(block.length);
        expect([block.length, cityHash128(block)]).toEqual([block.length, hash]);
      }
    }
  }
  expect(lengths.size).toBeGreaterThan(250);
  expect(Math.min(...lengths)).toBeLessThan(16);
  expect(Math.max(...lengths)).toBeGreaterThan(60_000);
});

test.each([0, 1, 14, 15, 16, 269, 270, 271, 65_536, 65_537, 200_000])(
  "%i bytes come out as they went in",
  async (size) => {
    const bytes = Buffer.from(Array.from({ length: size }, (_, index) => (index * 7) % 251));
    const blocks = readCompressedBlocks(Buffer.from(await toCompressedBlocks(bytes)));
    for (const { hash, block } of blocks) expect(cityHash128(block)).toEqual(hash);
    expect(blocks.every(({ block }) => block[0] === 0x82)).toBe(true);
    expect(Buffer.concat(blocks.map(({ block }) => unpack(block))).equals(bytes)).toBe(true);
  },
);
