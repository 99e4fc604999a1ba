import { listen } from "@pointsman/rpc/listen";
import { Hono } from "hono";
import type { Logger } from "pino";

import type { EmbeddedEngine } from "../open-warehouse.ts";
import { AnalystEngine } from "./analyst-engine.ts";
import { handleRequest } from "./handle-request.ts";

export interface ServeAnalystsOptions {
  /** 0: a free one. */
  readonly port: number;
  readonly password: string | null;
  readonly nowMs: () => number;
  readonly log: Logger;
}

// Never another: whoever needs more than this machine runs a ClickHouse server, with users and TLS.
const HOST = "127.0.0.1";

/**
 * Serves ClickHouse's HTTP interface on this machine, read-only, over the engine of this process.
 *
 * @throws Error where the port is in use
 */
export async function serveAnalysts(
  { openSession, database }: EmbeddedEngine,
  { port, password, nowMs, log }: ServeAnalystsOptions,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const engine = await AnalystEngine.open(openSession, database);
  const deps = {
    engine,
    database,
    password,
    nowMs,
    onQuery: (asked: { readonly queryId: string; readonly ms: number; readonly code: number }) =>
      log.info(asked, "an analyst asked"),
    onUnknownError: (error: unknown) => log.error({ err: error }, "a query of an analyst failed"),
  };
  const app = new Hono().all("*", async (context) => handleRequest(context.req.raw, deps));
  const server = await listen(app, { host: HOST, port }).catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });
  return {
    port: server.port,
    close: async () => {
      await server.close();
      await engine.close();
    },
  };
}
