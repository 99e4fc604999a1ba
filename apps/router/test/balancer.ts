import { createServer, request as requestOf } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands before several services, and sends each request to the next that says it is ready. It sends none twice. */
export interface Balancer extends AsyncDisposable {
  readonly url: string;
  /** Requests that each service got. */
  readonly counts: readonly number[];
}

const PROBE_EVERY_MS = 50;

export async function openBalancer(urls: readonly string[]): Promise<Balancer> {
  const counts = urls.map(() => 0);
  let inRotation = urls.map((_, index) => index);
  let turn = 0;
  const probe = setInterval(() => {
    void listReady(urls).then((ready) => (inRotation = ready));
  }, PROBE_EVERY_MS);
  const proxy = createServer((incoming, outgoing) => {
    const index = inRotation[turn++ % inRotation.length] ?? 0;
    counts[index] = (counts[index] ?? 0) + 1;
    const target = new URL(incoming.url ?? "/", urls[index]);
    const passed = requestOf(target, { method: incoming.method, headers: incoming.headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on("error", () => outgoing.writeHead(502).end());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, // it listens on a port
    counts,
    [Symbol.asyncDispose]: async () => {
      clearInterval(probe);
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

/** By their places in the list. */
async function listReady(urls: readonly string[]): Promise<number[]> {
  const ready = await Promise.all(urls.map(isReady));
  return urls.flatMap((_, index) => (ready[index] === true ? [index] : []));
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/health/ready`).catch(() => null);
  await answer?.body?.cancel();
  return answer?.ok === true;
}
