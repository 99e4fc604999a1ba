import { createServer, type IncomingMessage } from "node:http";

import { memoryOf } from "./memory.ts";
import type { Part, PartName } from "./part.ts";
import { noteParts } from "./stack-file.ts";
import { toRunning, type Stack } from "./stack.ts";

/** A part as `npm run stack` shows it. */
export interface PartStatus {
  readonly name: PartName;
  readonly title: string;
  readonly address: string;
  readonly pid: number | null;
  /** Resident memory of the process and those it started, in bytes. */
  readonly memoryBytes: number;
  readonly logFile: string;
}

/**
 * Lets `npm run stack` look at the parts, stop and start them, and stop the whole: a small server on a free loopback
 * port that asks for the operator's key.
 */
export async function serveControl(
  stack: Stack,
  stopAll: () => void,
): Promise<{ readonly close: () => Promise<void> }> {
  const act = async (action: string, name: string): Promise<readonly PartStatus[]> => {
    const part = [...stack.parts.values()].find(({ spec }) => spec.name === name);
    if (action === "down") stopAll();
    if (action === "stop") await part?.stop();
    if (action === "start") await part?.start();
    await noteParts(stack.dataDir, stack.parts.values(), toRunning(stack, url));
    return Promise.all([...stack.parts.values()].map(describePart));
  };
  const server = createServer((request, response) => {
    if (request.headers.authorization !== `Bearer ${stack.keys.operator}`) {
      response.writeHead(401).end();
      return;
    }
    act(...parseAction(request)).then(
      (status) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(status)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  await noteParts(stack.dataDir, stack.parts.values(), toRunning(stack, url));
  return { close: async () => new Promise((resolve) => server.close(() => resolve())) };
}

/** `GET /stop/router` → ["stop", "router"]; `GET /` → ["", ""]. */
function parseAction({ url = "/" }: IncomingMessage): readonly [string, string] {
  const [, action = "", name = ""] = url.split("/");
  return [action, name];
}

async function describePart({ spec, pid }: Part): Promise<PartStatus> {
  const { name, title, address, logFile } = spec;
  return { name, title, address, pid: pid ?? null, memoryBytes: pid === undefined ? 0 : await memoryOf(pid), logFile };
}
