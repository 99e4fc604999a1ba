import { spawn } from "node:child_process";

import { ROOT } from "../paths.ts";
import type { FaultsOptions } from "./run-faults.ts";

type Chances = Required<Pick<FaultsOptions, "seed">> & FaultsOptions;

/** A fault that is tried in the tests of a service. */
interface TestedFault {
  readonly number: string;
  readonly does: string;
  readonly package: string;
  readonly file: string;
  readonly environment: (options: Chances) => Readonly<Record<string, string>>;
}

/** Rounds of five kills in a minute, some six seconds each on a quiet machine. */
const KILLS_PER_MINUTE = 8;

/** By name. In the tests of their services: the clock of the one is moved by hand, the other dies between its own steps. */
export const TESTED_FAULTS: Readonly<Record<string, TestedFault>> = {
  model: {
    number: "",
    does: "any commands in any order",
    package: "@pointsman/router",
    file: "src/model.test.ts",
    environment: ({ seed, minutes }) => ({ MODEL_SEED: String(seed), MODEL_MINUTES: String(minutes ?? 1) }),
  },
  "relay-killed": {
    number: "F21, F22, F25",
    does: "kill -9 of the relay after each of its steps, and anywhere between: each event is in the warehouse once",
    package: "@pointsman/analytics",
    file: "src/relay/relay-killed.test.ts",
    environment: ({ minutes }) => ({ RELAY_KILLS: String(Math.ceil((minutes ?? 1) * KILLS_PER_MINUTE)) }),
  },
};

/** @returns whether it passes */
export async function runTested(fault: TestedFault, options: Chances): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn("pnpm", ["--filter", fault.package, "exec", "vitest", "run", fault.file], {
      cwd: ROOT,
      stdio: "inherit",
      env: { ...process.env, ...fault.environment(options) },
    });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code === 0));
  });
}
