import { createServer } from "node:net";

import type { Ports } from "./options.ts";

const HOST = "127.0.0.1";

/**
 * The ports of the stack: five in a row from `first`, or, for 0, five that are free now.
 *
 * @throws Error that names the port in use and the option that helps
 */
export async function choosePorts(first: number): Promise<Ports> {
  const [intake, router, analytics, postgres, analysts] = await openPorts(
    [0, 1, 2, 3, 4].map((offset) => (first === 0 ? 0 : first + offset)),
  );
  if (
    intake === undefined ||
    router === undefined ||
    analytics === undefined ||
    postgres === undefined ||
    analysts === undefined
  ) {
    throw new Error("Five ports were asked for and fewer were given");
  }
  return { intake, router, analytics, postgres, analysts };
}

/** Takes all of them at once, so that five free ones are five different ones, then gives them back. */
async function openPorts(wanted: readonly number[]): Promise<readonly number[]> {
  const opened = await Promise.allSettled(wanted.map(openPort));
  const servers = opened.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const refused = opened.find((result) => result.status === "rejected");
  const ports = servers.map((server) => {
    const address = server.address();
    return address === null || typeof address === "string" ? 0 : address.port;
  });
  await Promise.all(servers.map(async (server) => new Promise((resolve) => server.close(resolve))));
  if (refused !== undefined) throw refused.reason;
  return ports;
}

async function openPort(port: number) {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) =>
      reject(
        "code" in error && error.code === "EADDRINUSE"
          ? new Error(
              `Port ${port} is in use. Stop what uses it, or choose other ports: npm start -- --port ${port + 1_000}`,
            )
          : error,
      ),
    );
    server.listen(port, HOST, resolve);
  });
  return server;
}
