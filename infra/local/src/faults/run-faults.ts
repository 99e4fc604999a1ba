import { randomInt } from "node:crypto";

import type { Finding } from "@pointsman/invariants/finding";
import { migrate } from "@pointsman/store/migrate";
import { createTemplate, startTestPostgres } from "@pointsman/testkit/postgres";
import pc from "picocolors";

import { out } from "../print/out.ts";
import { startProgress } from "../print/progress.ts";
import { toTable } from "../print/table.ts";
import type { Fault, FaultRun } from "./fault.ts";
import { FAULTS } from "./faults.ts";
import { runTested, TESTED_FAULTS } from "./run-tested.ts";

export interface FaultsOptions {
  /** How long each fault is tried again and again; undefined: once. */
  readonly minutes?: number;
  /** Of the first run; the next have the numbers after it. Undefined: any. */
  readonly seed?: number;
}

const MINUTE_MS = 60_000;

/** Tries one fault, or all, on a Postgres of its own. Sets exit code 1 where an invariant broke. */
export async function runFaults(name: string | undefined, options: FaultsOptions): Promise<void> {
  const chosen = name === "all" ? FAULTS : FAULTS.filter((fault) => fault.name === name);
  const tested = Object.entries(TESTED_FAULTS).filter(([key]) => name === "all" || name === key);
  if (chosen.length === 0 && tested.length === 0) {
    printFaults();
    if (name !== undefined) throw new Error(`There is no fault "${name}".`);
    return;
  }
  const seed = options.seed ?? randomInt(1_000_000);
  out.line(`Seed ${seed}: npm run faults -- ${name} --seed ${seed} makes the same choices again.`);
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
  let ok = await tryAll(chosen, { ...options, seed, signal: stopping.signal });
  for (const [, fault] of tested) {
    if (!stopping.signal.aborted) ok = (await runTested(fault, { ...options, seed })) && ok;
  }
  if (!ok) process.exitCode = 1;
}

function printFaults(): void {
  const rows = FAULTS.map((fault) => [fault.name, fault.number, fault.does]);
  const tested = Object.entries(TESTED_FAULTS).map(([name, { number, does }]) => [name, number, does]);
  out.line(toTable(["fault", "number", "what is done"], [...rows, ...tested]));
}

type Tries = Required<Pick<FaultsOptions, "seed">> & FaultsOptions & Pick<FaultRun, "signal">;

async function tryAll(faults: readonly Fault[], { minutes, seed, signal }: Tries): Promise<boolean> {
  if (faults.length === 0) return true;
  await using server = await startTestPostgres();
  const template = await createTemplate(server.adminUrl, migrate);
  const progress = startProgress("runs", faults.length);
  let isOk = true;
  for (const fault of faults) {
    const until = performance.now() + (minutes ?? 0) * MINUTE_MS;
    let next = seed;
    do {
      const run: FaultRun = {
        server,
        template,
        seed: next,
        size: "long",
        signal,
        note: (text) => progress.print(pc.dim(`    ${text}`)),
      };
      progress.print(`${pc.bold(fault.name)} (seed ${next}): ${fault.does}`);
      isOk = (await tryOnce(fault, run, progress.print)) && isOk;
      next += 1;
    } while (performance.now() < until && !signal.aborted);
    progress.advance();
    if (signal.aborted) break;
  }
  progress.done();
  return isOk;
}

/** @returns whether everything holds */
async function tryOnce(fault: Fault, run: FaultRun, print: (line: string) => void): Promise<boolean> {
  try {
    const findings = await fault.run(run);
    const broken = findings.filter(({ ok }) => !ok);
    if (broken.length === 0) print(pc.green(`  ✓ ${findings.length} checks hold`));
    for (const finding of broken) print(toLines(finding));
    if (broken.length > 0) print(howToRepeat(fault, run));
    return broken.length === 0;
  } catch (error) {
    if (run.signal.aborted) return true;
    print(pc.red(`  ✗ ${error instanceof Error ? error.message : String(error)}`));
    print(howToRepeat(fault, run));
    return false;
  }
}

function toLines({ invariant, name, detail, violations }: Finding): string {
  const lines = violations.map((violation) => `      ${JSON.stringify(violation)}`);
  return pc.red([`  ✗ ${invariant} ${name}: ${detail}`, ...lines].join("\n"));
}

function howToRepeat({ name }: Fault, { seed }: FaultRun): string {
  return `    again: npm run faults -- ${name} --seed ${seed}`;
}
