import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { compileRuleSet, type CompiledRuleSet } from "@pointsman/router-core/compile/compile-rule-set";

import type { Figure } from "../figure.ts";
import { toRuleSet } from "./decide.ts";
import { makeWorkload } from "./make-workload.ts";
import { median } from "./measure.ts";

const ROUNDS = 5;
const MEGABYTE = 1_048_576;

/** Compiling 10,000 rules: how long it takes, and how much memory the index keeps. */
export function benchCompile(): readonly Figure[] {
  const ruleSet = toRuleSet(makeWorkload("mixed", 10_000, 1));
  const text = JSON.stringify(ruleSet);
  const kept: CompiledRuleSet[] = [compileRuleSet(ruleSet)];
  const rounds = Array.from({ length: ROUNDS }, () => {
    const parsing = timeMs(() => JSON.parse(text));
    const before = usedBytes();
    const compiling = timeMs(() => kept.push(compileRuleSet(ruleSet)));
    return { parsing, compiling, bytes: usedBytes() - before };
  });
  return [
    {
      figure: "compile_10000_ms",
      value: median(rounds.map(({ compiling }) => compiling)),
      unit: "ms",
      baseline: { value: median(rounds.map(({ parsing }) => parsing)), what: "JSON.parse of the rule set" },
    },
    {
      figure: "compile_10000_mb",
      value: median(rounds.map(({ bytes }) => bytes)) / MEGABYTE,
      unit: "MB",
      baseline: { value: text.length / MEGABYTE, what: "the rule set as JSON" },
    },
  ];
}

function timeMs(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** Bytes in use after a full collection. `npm run bench` gives no flag, so V8 is told at run time. */
function usedBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const collectGarbage = exposeCollector();

function exposeCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc");
}
