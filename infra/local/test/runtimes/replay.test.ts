// Here and not in packages/demo, whose data it replays: the runtimes are the local stack's, and packages may not read
// the environment, which says where Chromium is.
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

import { recordDecisions } from "@pointsman/demo/record-decisions";
import { demoRuleSet } from "@pointsman/demo/rule-set";
import type { DecisionRecord } from "@pointsman/router-core/replay/decision-record";
import { describe, expect, test } from "vitest";

import { bundle } from "./bundle.ts";
import type { Batch } from "./replay-batch.ts";
import { findChromium, openChromium, openNode, openWorkerd, type Runtime } from "./runtime.ts";

const SEED = 20_261_122;
const RECORDS = 10_000;
/** Some 4 MB of JSON at a time. */
const BATCH = 500;

/** The running hash after each record, over the bytes as they were recorded. */
function hashRecorded(records: readonly DecisionRecord[], before: string): readonly string[] {
  const hashes: string[] = [];
  for (const { decision } of records) {
    const previous = hashes.at(-1) ?? before;
    hashes.push(
      createHash("sha256")
        .update(`${previous}${JSON.stringify(decision)}`)
        .digest("hex"),
    );
  }
  return hashes;
}

function* inBatches<T>(items: Iterable<T>, size: number): Generator<readonly T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** @returns the running hash over all decisions, which the runtime made again to the same bytes */
async function expectSameBytes(runtime: Runtime, seen: { records: number }): Promise<string> {
  let hash = "";
  for (const records of inBatches(recordDecisions(SEED, RECORDS), BATCH)) {
    const recorded = hashRecorded(records, hash);
    const batch: Batch = { ruleSet: demoRuleSet, records, hash };
    const { hashes, firstDifference } = await runtime.replay(JSON.stringify(batch));
    const at = recorded.findIndex((expected, index) => expected !== hashes[index]);
    const where = at === -1 ? null : `record ${seen.records + at}, ${JSON.stringify(records[at]?.decision)}`;
    expect({ where, firstDifference }).toEqual({ where: null, firstDifference: null });
    expect(hashes).toHaveLength(records.length);
    hash = recorded.at(-1) ?? hash;
    seen.records += records.length;
  }
  return hash;
}

describe(`${RECORDS} recorded decisions replay to identical bytes`, () => {
  test("in Node", async () => {
    await using node = await openNode();
    const seen = { records: 0 };
    expect(await expectSameBytes(node, seen)).toMatch(/^[0-9a-f]{64}$/);
    expect(seen.records).toBe(RECORDS);
  });

  test("in workerd", async () => {
    await using workerd = await openWorkerd();
    const seen = { records: 0 };
    await expectSameBytes(workerd, seen);
    expect(seen.records).toBe(RECORDS);
  });

  test("in headless Chromium", async ({ skip }) => {
    const path = findChromium();
    if (path === null) {
      const why =
        "SKIPPED: no Chromium at /usr/bin/chromium and no CHROMIUM_PATH, so replay in a browser is not tested";
      process.stderr.write(`\n${why}\n`);
      skip(why);
      return;
    }
    await using browser = await openChromium(path);
    const seen = { records: 0 };
    await expectSameBytes(browser, seen);
    expect(seen.records).toBe(RECORDS);
  });
});

test("a runtime that decides otherwise is found out, with the record and the place", async () => {
  const [record] = recordDecisions(SEED, 1);
  if (record === undefined) throw new Error("there is one record");
  const forged = { ...record, decision: { ...record.decision, epoch: 9 } };
  await using node = await openNode();
  const result = await node.replay(JSON.stringify({ ruleSet: demoRuleSet, records: [forged], hash: "" }));
  expect(result.firstDifference).toBe(`record 0 of the batch: epoch: 9 → ${record.decision.epoch}`);
  expect(result.hashes).not.toEqual(hashRecorded([forged], ""));
});

test("what replays in a Worker or a page brings no schema library and no list of domains", async () => {
  const { code, modules } = await bundle("worker.ts", { format: "esm" });
  // Working hours need a calendar; nothing else comes from outside.
  expect(modules.filter((path) => path.includes("node_modules") && !path.includes("temporal"))).toEqual([]);
  // Of the 40 kB that a Worker may carry for deciding alone; not even minified.
  expect(gzipSync(code).length).toBeLessThan(40_000);
});
