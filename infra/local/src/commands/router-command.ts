import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { ROOT } from "../paths.ts";
import { auditKeyFile } from "../stack/audit-key.ts";
import { findRunningStack } from "../stack/stack-file.ts";

/** Commands of the routing service that need nothing but its database. */
export type RouterCommand = "keys" | "audit" | "erase";

/** Hands over to the routing service's own command, with the database that is meant. */
export async function runRouterCommand(
  name: RouterCommand,
  { args, data }: { readonly args: readonly string[]; readonly data: string },
): Promise<void> {
  const url = process.env["DATABASE_URL"] ?? (await findRunningStack(data))?.urls.database;
  const namesItself = args.some((arg) => /^--(database|file)\b/.test(arg));
  const asksForHelp = args.length === 0 || args.some((arg) => arg === "--help" || arg === "-h");
  if (url === undefined && !asksForHelp && !namesItself)
    throw new Error("Of which database? Set DATABASE_URL, or start the local stack: npm start");
  const entry = join(ROOT, "apps/router/src/commands", `${name}.ts`);
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", entry, ...args], {
    cwd: process.env["INIT_CWD"] ?? ROOT,
    stdio: "inherit",
    env: { ...process.env, ...(url !== undefined && { DATABASE_URL: url }), ...toAuditKey(data) },
  });
  const [code] = (await once(child, "exit")) as [number | null];
  process.exitCode = code ?? 1;
}

/** The stack's own key, unless another is set or another database is meant. */
function toAuditKey(data: string): Readonly<Record<string, string>> {
  const { AUDIT_SIGNING_KEY, AUDIT_SIGNING_KEY_FILE, DATABASE_URL } = process.env;
  const isSet = (AUDIT_SIGNING_KEY ?? AUDIT_SIGNING_KEY_FILE ?? DATABASE_URL) !== undefined;
  return isSet || !existsSync(auditKeyFile(data)) ? {} : { AUDIT_SIGNING_KEY_FILE: auditKeyFile(data) };
}
