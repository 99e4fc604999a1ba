import { connect, createServer, type Socket } from "node:net";

/** Stands between the service and Postgres, and can lose the answer to a commit. */
export interface LossyProxy extends AsyncDisposable {
  /** The database's URL by way of the proxy. */
  readonly url: string;
  /** The next commit reaches the server and is done; then its connection breaks before the answer. */
  readonly loseNextCommit: () => void;
  /** Commits whose answer was lost. */
  readonly lost: () => number;
}

export async function openLossyProxy(databaseUrl: string): Promise<LossyProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let armed = false;
  let lost = 0;
  const proxy = createServer((client) => {
    const server = connect(Number(target.port), target.hostname);
    let isLosing = false;
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.once("close", () => {
        client.destroy();
        server.destroy();
        sockets.delete(socket);
      });
    }
    client.on("data", (chunk) => {
      if (armed && chunk.includes("commit")) {
        armed = false;
        isLosing = true;
      }
      server.write(chunk);
    });
    server.on("data", (chunk) => {
      if (!isLosing) {
        client.write(chunk);
        return;
      }
      lost += 1;
      client.destroy();
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const address = proxy.address();
  if (address === null || typeof address === "string") throw new Error("The proxy has no port");
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String(address.port);
  return {
    url: url.href,
    loseNextCommit: () => {
      armed = true;
    },
    lost: () => lost,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
