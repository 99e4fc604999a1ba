import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { ROOT } from "../paths.ts";

const execute = promisify(execFile);

/** Runs one of the project's own commands with the pinned Node and gives back what it printed. @throws Error with its complaint */
export async function runCommand(
  entry: string,
  options: { readonly args?: readonly string[]; readonly environment: Readonly<Record<string, string>> },
): Promise<string> {
  const args = ["--disable-warning=ExperimentalWarning", join(ROOT, entry), ...(options.args ?? [])];
  const { stdout } = await execute(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...options.environment },
  });
  return stdout.trim();
}
