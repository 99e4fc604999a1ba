import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { insertBatch } from "@pointsman/warehouse/ingest/insert-batch";
import { toOutboxRow } from "@pointsman/warehouse/testing/lead-history";
import { PLANTED_HISTORY } from "@pointsman/warehouse/testing/planted-history";
import { pino } from "pino";

import { serveAnalysts } from "../src/analysts/serve-analysts.ts";
import { openWarehouse, type Warehouse } from "../src/open-warehouse.ts";

/** The planted history in an embedded warehouse, and the endpoint over it. */
export interface TestAnalysts extends AsyncDisposable {
  readonly warehouse: Warehouse;
  readonly url: string;
  readonly folder: string;
  /** What the log says, a line each. */
  readonly logged: readonly string[];
  /** Another endpoint over the same warehouse, with a password. */
  readonly serve: (password: string) => Promise<AsyncDisposable & { readonly url: string }>;
  /** Sends a query as the body of a POST. */
  readonly ask: (sql: string, search?: Readonly<Record<string, string>>) => Promise<TestAnswer>;
}

interface TestAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

export async function openAnalysts(): Promise<TestAnalysts> {
  const folder = await mkdtemp(join(tmpdir(), "pointsman-analysts-"));
  const warehouse = await openWarehouse({ kind: "embedded", path: join(folder, "clickhouse") });
  await insertBatch(warehouse.client, { token: "1", rows: PLANTED_HISTORY.map(toOutboxRow) });
  const logged: string[] = [];
  const log = pino({}, { write: (line: string) => logged.push(line) });
  const serve = async (password: string | null) => {
    if (warehouse.embedded === null) throw new Error("this warehouse is embedded");
    const server = await serveAnalysts(warehouse.embedded, { port: 0, password, nowMs: () => 0, log });
    return { url: `http://127.0.0.1:${server.port}`, [Symbol.asyncDispose]: server.close };
  };
  const server = await serve(null);
  const { url } = server;
  return {
    warehouse,
    url,
    folder,
    logged,
    serve,
    ask: async (sql, search = {}) => {
      const response = await fetch(`${url}/?${new URLSearchParams(search).toString()}`, { method: "POST", body: sql });
      return { status: response.status, text: await response.text(), headers: response.headers };
    },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await warehouse.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
