import { RefusalReason } from "@pointsman/contracts/decision";
import { SelectionPolicy } from "@pointsman/contracts/organisation";
import { describe, expect, test } from "vitest";

import { replay } from "../src/replay.ts";
import { parseRecord } from "../src/replay/decision-record.ts";
import { formatDifference } from "../src/replay/list-differences.ts";
import { FROZEN_CASES } from "./frozen-cases.ts";
import { hashFiles, listFormats, readFrozenRecords, readManifest } from "./frozen-records.ts";

describe.each(listFormats())("frozen records of %s", (format) => {
  const frozen = readFrozenRecords(format);

  test("never change: add a case to test/frozen-cases.ts and run `pnpm --filter @pointsman/router-core freeze`", () => {
    expect(hashFiles(format)).toEqual(readManifest(format));
  });

  test.each(frozen)("$file replays to the same bytes", ({ ruleSet, record }) => {
    expect(replay(ruleSet, parseRecord(record)).differences.map(formatDifference)).toEqual([]);
  });
});

test("the frozen records have every outcome, way, finding, policy and refusal among them", () => {
  const decisions = listFormats()
    .flatMap(readFrozenRecords)
    .map(({ record }) => parseRecord(record).decision);
  const outcomes = decisions.map(({ outcome }) =>
    outcome.kind === "assigned" ? outcome.via : outcome.kind === "parked" ? outcome.reason : outcome.kind,
  );
  const findings = decisions.flatMap(({ trace }) => trace.steps.map(({ finding }) => finding));
  const refusals = decisions.flatMap(({ trace }) =>
    trace.steps.flatMap(({ candidates }) => candidates.map(({ refusal }) => refusal)),
  );
  expect(new Set(outcomes)).toEqual(
    new Set([
      "target",
      "backup",
      "next_in_pool",
      "manual",
      "held",
      "attached",
      "unqualified",
      "no_coverage",
      "nobody_available",
      "by_rule",
    ]),
  );
  expect(new Set(findings)).toEqual(
    new Set([
      "no_rule",
      "no_target",
      "chosen",
      "held",
      "unavailable",
      "preferred",
      "no_preferred",
      "nothing_to_refine",
      "parked",
      "not_qualified",
    ]),
  );
  expect([...new Set(refusals)]).toEqual(expect.arrayContaining(RefusalReason.options));
  const policies = decisions.map(({ trace }) => trace.selection?.policy);
  expect([...new Set(policies)]).toEqual(expect.arrayContaining(SelectionPolicy.options));
});

test("every case is frozen", () => {
  const files = new Set(listFormats().flatMap((format) => Object.keys(readManifest(format))));
  expect(FROZEN_CASES.filter(({ name }) => !files.has(`${name}.json`))).toEqual([]);
});
