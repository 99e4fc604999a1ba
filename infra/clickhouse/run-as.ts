import { createRequire } from "node:module";

import type { migrate as Migrate } from "../../packages/warehouse/src/migrate.ts";

/**
 * `node run-as.ts <config.xml> <data directory> <statements as JSON>`: runs the statements in chDB, configured like a
 * server by the file, and prints what each gave: `{ rows }` or `{ error }`. The statement `migrate` stands for the
 * migrations of the warehouse. A process of its own, because chDB reads its configuration once.
 */
interface Client {
  query(request: { query: string; format: "JSONEachRow" }): Promise<{ json(): Promise<unknown> }>;
  close(): Promise<void>;
}

// This folder is no workspace: the packages are taken from where a workspace has them.
const load = createRequire(new URL("../../packages/testkit/package.json", import.meta.url));
const { Session } = load("chdb") as {
  readonly Session: new (path: string, options: { connectionArgs: string[] }) => { cleanup(): void };
};
const { createChdbConnection } = load("chdb/connection") as { createChdbConnection: (options: object) => unknown };
const { createClient } = load("@clickhouse/client") as { readonly createClient: (options: object) => Client };

const [config = "", path = "", statements = "[]"] = process.argv.slice(2);
// The first to open the directory brings the configuration; the client's connection joins it.
const session = new Session(path, { connectionArgs: [`--config-file=${config}`] });
const client = createClient({ connection: createChdbConnection({ path }), log: { level: 127 } });
const results: unknown[] = [];
for (const statement of JSON.parse(statements) as readonly string[]) {
  try {
    results.push({ rows: await run(statement) });
  } catch (error) {
    results.push({ error: String(error) });
  }
}
await client.close();
session.cleanup();
process.stdout.write(JSON.stringify(results));

async function run(statement: string): Promise<unknown> {
  if (statement !== "migrate") return (await client.query({ query: statement, format: "JSONEachRow" })).json();
  const { migrate } = await import("../../packages/warehouse/src/migrate.ts");
  return migrate(client as unknown as Parameters<typeof Migrate>[0], { database: "pointsman" });
}
