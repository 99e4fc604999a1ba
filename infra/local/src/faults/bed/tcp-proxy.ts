import { connect, createServer, type Socket } from "node:net";

const HOST = "127.0.0.1";

/** One connection through the proxy. */
export interface Wire {
  readonly toServer: (chunk: Buffer) => void;
  readonly toClient: (chunk: Buffer) => void;
  /** Breaks it off at both ends; what is under way is lost. */
  readonly cut: () => void;
}

/** What becomes of the bytes that arrive. */
export interface WireHandlers {
  readonly fromClient: (chunk: Buffer) => void;
  readonly fromServer: (chunk: Buffer) => void;
}

/** A proxy on a free loopback port. Closes, with all its connections, at the end of an `await using` block. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
}

/** @param attach asked for each connection what to do with its bytes */
export async function startTcpProxy(targetPort: number, attach: (wire: Wire) => WireHandlers): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once("close", () => sockets.delete(socket));
    // A connection that breaks is what this is for.
    socket.on("error", () => undefined);
  };
  const listener = createServer((client) => {
    const server = connect(targetPort, HOST);
    keep(client);
    keep(server);
    join(client, server, attach);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once("error", reject);
    listener.listen(0, HOST, resolve);
  });
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("The proxy has no port");
  return {
    port: address.port,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => {
        listener.close(() => resolve());
      });
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function join(client: Socket, server: Socket, attach: (wire: Wire) => WireHandlers): void {
  const write = (socket: Socket) => (chunk: Buffer) => {
    if (socket.writable) socket.write(chunk);
  };
  const { fromClient, fromServer } = attach({
    toServer: write(server),
    toClient: write(client),
    cut: () => {
      client.destroy();
      server.destroy();
    },
  });
  client.on("data", fromClient);
  server.on("data", fromServer);
  // Ended, not destroyed: what one side sent before it died still reaches the other.
  client.once("close", () => server.end());
  server.once("close", () => client.end());
}
