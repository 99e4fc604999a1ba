import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { Scope } from "@pointsman/contracts/api";
import { z } from "zod";

import { runCommand } from "./run-command.ts";

/** Secrets that belong to the data: lead ids come from one of them, so they must outlive a restart. */
const Secrets = z.object({ leadIdSecret: z.string(), postgresPassword: z.string() });
export type Secrets = z.infer<typeof Secrets>;

/**
 * API keys of the local stack. Hashed in Postgres, so they belong to that database and are made anew where it is another,
 * and where the operator's lacks a scope that there is by now.
 */
const ApiKeys = z.object({
  database: z.string(),
  edge: z.string(),
  operator: z.string(),
  operatorScopes: z.array(z.string()).default([]),
});
export type ApiKeys = z.infer<typeof ApiKeys>;

/** The kept secrets, made on the first start. */
export async function readSecrets(dataDir: string): Promise<Secrets> {
  const file = join(dataDir, "secrets.json");
  if (existsSync(file)) return Secrets.parse(JSON.parse(await readFile(file, "utf8")));
  const secrets = { leadIdSecret: randomBytes(32).toString("hex"), postgresPassword: randomBytes(16).toString("hex") };
  await writePrivately(dataDir, file, secrets);
  return secrets;
}

/**
 * The API keys for this database: one for the edge, which may only submit, one for everything done on the command line.
 *
 * @param database names the database for as long as it is the same, whatever its port
 */
export async function readApiKeys(
  dataDir: string,
  { database, databaseUrl }: { readonly database: string; readonly databaseUrl: string },
): Promise<ApiKeys> {
  const file = join(dataDir, "api-keys.json");
  const kept = existsSync(file) ? ApiKeys.parse(JSON.parse(await readFile(file, "utf8"))) : undefined;
  const ours = kept?.database === database ? kept : undefined;
  if (ours !== undefined && Scope.options.every((scope) => ours.operatorScopes.includes(scope))) return ours;
  const keys = {
    database,
    edge: ours?.edge ?? (await createKey(databaseUrl, "edge", ["leads:submit"])),
    operator: await createKey(databaseUrl, "operator", Scope.options),
    operatorScopes: Scope.options,
  };
  await writePrivately(dataDir, file, keys);
  return keys;
}

async function createKey(databaseUrl: string, name: string, scopes: readonly string[]): Promise<string> {
  const args = ["create", "--name", name, ...scopes.flatMap((scope) => ["--scope", scope])];
  return runCommand("apps/router/src/commands/keys.ts", { args, environment: { DATABASE_URL: databaseUrl } });
}

async function writePrivately(dataDir: string, file: string, value: unknown): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
}
