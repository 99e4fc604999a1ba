import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { ROOT } from "../paths.ts";
import { findRunningStack } from "../stack/stack-file.ts";

/** Hands over to the routing service's own command, with the database that is meant. */
export async function runKeys(args: readonly string[], { data }: { readonly data: string }): Promise<void> {
  const url = process.env["DATABASE_URL"] ?? (await findRunningStack(data))?.urls.database;
  const asksForHelp = args.length === 0 || args.some((arg) => arg === "--help" || arg === "-h");
  if (url === undefined && !asksForHelp)
    throw new Error("Whose keys? Set DATABASE_URL, or start the local stack: npm start");
  const entry = join(ROOT, "apps/router/src/commands/keys.ts");
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", entry, ...args], {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, ...(url !== undefined && { DATABASE_URL: url }) },
  });
  const [code] = (await once(child, "exit")) as [number | null];
  process.exitCode = code ?? 1;
}
