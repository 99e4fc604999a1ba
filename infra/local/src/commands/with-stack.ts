import { createApi, type Api } from "../api.ts";
import { out } from "../print/out.ts";
import type { Servers } from "../stack/options.ts";
import { findRunningStack } from "../stack/stack-file.ts";
import { startStack } from "../stack/stack.ts";
import { build } from "./test.ts";

/** Servers to use in place of the embedded ones, from the environment. */
export function readServers(): Servers {
  const { DATABASE_URL, MIGRATION_DATABASE_URL, CLICKHOUSE_URL, MIGRATION_CLICKHOUSE_URL } = process.env;
  return {
    databaseUrl: DATABASE_URL,
    migrationDatabaseUrl: MIGRATION_DATABASE_URL,
    clickhouseUrl: CLICKHOUSE_URL,
    migrationClickhouseUrl: MIGRATION_CLICKHOUSE_URL,
  };
}

/** Works with the stack that runs on this data; where none runs, starts one on free ports and stops it afterwards. */
export async function withStack<T>(dataDir: string, work: (api: Api) => Promise<T>): Promise<T> {
  const running = await findRunningStack(dataDir);
  if (running !== undefined) return work(createApi({ ...running.urls, operatorKey: running.operatorKey }));
  out.error("Pointsman is not running here: starting it for this command …");
  await build();
  const stack = await startStack({ port: 0, dataDir, fresh: false, servers: readServers() }, () => {});
  try {
    return await work(createApi({ ...stack.urls, operatorKey: stack.keys.operator }));
  } finally {
    await stack.stop();
  }
}
