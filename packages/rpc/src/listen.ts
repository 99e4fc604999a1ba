import { createServer, type Server } from "node:http";

import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";

/** A service that listens. */
export interface Listening {
  readonly port: number;
  /** From now on each answer ends its connection, so that whoever keeps some open has none left when the service closes. */
  readonly release: () => void;
  /** Takes no new calls, lets those under way finish, then resolves. */
  readonly close: () => Promise<void>;
}

/** Serves the app; port 0 takes a free one. @throws Error with a plain sentence where the port is in use */
export async function listen(
  app: Hono,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
  const answer = getRequestListener(app.fetch);
  let isEnding = false;
  const server = createServer((request, response) => {
    // A client whose calls never pause would keep its connection, and the server, open for ever.
    if (isEnding) response.shouldKeepAlive = false;
    void answer(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(toPlainError(error, host, port)));
    server.listen(port, host, resolve);
  });
  return {
    port: portOf(server),
    release: () => {
      isEnding = true;
    },
    close: async () => {
      isEnding = true;
      await closeServer(server);
    },
  };
}

const IDLE_SWEEP_MS = 50;

function toPlainError(error: Error, host: string, port: number): Error {
  const isTaken = "code" in error && error.code === "EADDRINUSE";
  return isTaken
    ? new Error(`${host}:${port} is in use by another process: set PORT to a free one.`, { cause: error })
    : error;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return address.port;
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // What was answered since is idle now, and would be kept open for another five seconds.
  const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
  await closed;
  clearInterval(sweep);
}
