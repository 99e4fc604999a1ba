import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface TestServer extends AsyncDisposable {
  readonly url: string;
}

/** What a server says: JSON, or a text of some type. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string | Buffer;
  /** Nothing is ever said. */
  readonly silent?: boolean;
}

export interface Request {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A real server on the loopback. */
export async function serve(answer: (request: Request) => Reply | Promise<Reply>): Promise<TestServer> {
  const server = createServer((request, response) => void handle(request, response, answer));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: Request) => Reply | Promise<Reply>,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const reply = await answer({
    method: request.method ?? "",
    url: new URL(request.url ?? "/", "http://127.0.0.1"),
    headers: request.headers,
    body: Buffer.concat(chunks).toString(),
  });
  if (reply.silent === true) return;
  const type = reply.json === undefined ? "text/plain" : "application/json";
  response.writeHead(reply.status ?? 200, { "content-type": type, ...reply.headers });
  response.end(reply.text ?? (reply.json === undefined ? "" : JSON.stringify(reply.json)));
}
