import { spawn } from "node:child_process";

import { ROOT } from "../paths.ts";

/** Tasks side by side: more only make tests that share two cores slow. */
const CONCURRENCY = 2;

/** Runs every check of every workspace. Sets the exit code. */
export async function runTest(): Promise<void> {
  process.exitCode = await runTurbo([
    "build",
    "typecheck",
    "lint",
    "test",
    `--concurrency=${CONCURRENCY}`,
    "--output-logs=new-only",
  ]);
}

/** Builds what cannot run from source: the Worker's bundle. Done before, nothing is built again. @throws Error */
export async function build(): Promise<void> {
  const code = await runTurbo(["build", "--output-logs=errors-only"], "ignore");
  if (code !== 0) throw new Error("The edge Worker could not be built: pnpm turbo run build says why.");
}

async function runTurbo(args: readonly string[], stdio: "inherit" | "ignore" = "inherit"): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn("turbo", ["run", ...args], { cwd: ROOT, stdio });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
