import { spawn } from "node:child_process";

import { ROOT } from "../paths.ts";
import type { FaultsOptions } from "./run-faults.ts";

/** The model-based run is a test of the service, since its clock is moved by hand. @returns whether it passes */
export async function runModel({ seed, minutes }: FaultsOptions): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn("pnpm", ["--filter", "@pointsman/router", "exec", "vitest", "run", "src/model.test.ts"], {
      cwd: ROOT,
      stdio: "inherit",
      env: { ...process.env, MODEL_SEED: String(seed), MODEL_MINUTES: String(minutes ?? 1) },
    });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code === 0));
  });
}
