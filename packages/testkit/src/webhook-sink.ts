import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A call as the server got it. */
export interface ReceivedCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the server answers; `hang`: nothing at all. */
export type SinkAnswer = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | "hang";

/** A real HTTP server on a free port of the loopback, which keeps what is posted to it. */
export interface WebhookSink extends AsyncDisposable {
  readonly url: string;
  readonly calls: readonly ReceivedCall[];
  /** From now on; before the first it answers 204. */
  readonly answerWith: (answer: SinkAnswer) => void;
}

export async function startWebhookSink(): Promise<WebhookSink> {
  const calls: ReceivedCall[] = [];
  let answer: SinkAnswer = { status: 204 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      calls.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() });
      if (answer !== "hang") response.writeHead(answer.status, answer.headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on a port
    calls,
    answerWith: (next) => {
      answer = next;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
