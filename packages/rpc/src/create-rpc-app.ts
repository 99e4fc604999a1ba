import { randomUUID } from "node:crypto";

import { trpcServer } from "@hono/trpc-server";
import { MAX_BODY_BYTES } from "@pointsman/contracts/api";
import { MAX_CALLS_PER_REQUEST } from "@pointsman/contracts/api/paging";
import { AppError, toProblem, type ErrorCode, type Problem } from "@pointsman/contracts/error";
import type { AnyTRPCRouter } from "@trpc/server";
import { Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Logger } from "pino";

import { authenticate, type KeyRing } from "./authenticate.ts";
import { toErrorBody, toErrorCode, toTrpcError, type CallContext } from "./create-rpc.ts";
import { renderDocs } from "./openapi/render-docs.ts";
import { toOpenApi, type OpenApiInfo } from "./openapi/to-openapi.ts";
import type { Readiness } from "./readiness.ts";

export interface RpcAppOptions<Service> {
  readonly router: AnyTRPCRouter;
  readonly service: Service;
  readonly keys: KeyRing;
  readonly log: Logger;
  /** Answers `GET /health`; a rejection means that the service cannot work. */
  readonly checkHealth: () => Promise<Readonly<Record<string, unknown>>>;
  /** With it the calls are described at `GET /openapi.json`, and for people at `GET /docs`. */
  readonly describedAs?: OpenApiInfo;
  /** With it `GET /health/live` and `GET /health/ready` answer. */
  readonly readiness?: Readiness;
  readonly watch?: CallWatch;
}

/** Who measures what a service does. */
export interface CallWatch {
  /** Told of each call, by its procedure; `traceparent` is the header, which may be anything. */
  readonly call: <T>(path: string, traceparent: string | null, work: () => Promise<T>) => Promise<T>;
  readonly onError: (code: ErrorCode) => void;
  /** What `GET /metrics` answers. */
  readonly expose: () => Promise<{ readonly contentType: string; readonly text: string }>;
}

const BODY_TOO_LARGE = toProblem(new AppError("BODY_TOO_LARGE", `A request holds at most ${MAX_BODY_BYTES} bytes.`));
const limitUnsized = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: () => callRefused(BODY_TOO_LARGE) });

/**
 * A body that says its size, as those of all clients do, is judged by that: Node reads no more of it. Hono's own limit
 * looks at the body first, which makes a stream of it for 0.1 ms a call.
 */
const limitBody: MiddlewareHandler = async (c, next) => {
  const size = c.req.header("transfer-encoding") === undefined ? Number(c.req.header("content-length")) : Number.NaN;
  if (!(size <= MAX_BODY_BYTES)) return limitUnsized(c, next);
  await next();
};

/** tRPC would miss a content type first, and say so. */
const WRONG_METHOD = toProblem(new AppError("METHOD_NOT_ALLOWED", "Queries are GET, mutations are POST."));
const NOTHING_HERE = toProblem(new AppError("NOT_FOUND", "There is nothing here. The API is under /trpc."));

/** The HTTP face of a service: tRPC under `/trpc`, and `GET /health` for whoever only wants to know. */
export function createRpcApp<Service>(options: RpcAppOptions<Service>): Hono {
  const { router, log, checkHealth } = options;
  const app = new Hono();
  app.on(["PUT", "PATCH", "DELETE"], "/trpc/*", () => callRefused(WRONG_METHOD));
  app.use(
    "/trpc/*",
    limitBody,
    trpcServer({
      router,
      maxBatchSize: MAX_CALLS_PER_REQUEST,
      createContext: async (_, c) => ({ ...(await createContext(options, c.req.raw.headers)) }),
      onError: ({ error }) => options.watch?.onError(toErrorCode(error)),
    }),
  );
  if (options.describedAs !== undefined) serveDescription(app, router, options.describedAs);
  app.get("/health", async (c) => c.json({ status: "ok", ...(await checkHealth()) }));
  serveOperators(app, options);
  app.notFound(() => problemResponse(NOTHING_HERE));
  app.onError((error) => {
    log.error({ err: error }, "a request failed");
    const problem = toProblem(error);
    options.watch?.onError(problem.code);
    return problemResponse(problem);
  });
  return app;
}

/** For those who run the service: whether the process is alive, whether it should be sent calls, and its numbers. */
function serveOperators<Service>(app: Hono, { readiness, watch }: RpcAppOptions<Service>): void {
  if (readiness !== undefined) {
    app.get("/health/live", (c) => c.json({ status: "ok" }));
    app.get("/health/ready", async (c) => {
      const { isReady, reasons } = await readiness.read();
      return c.json(isReady ? { status: "ready" } : { status: "not_ready", reasons }, isReady ? 200 : 503);
    });
  }
  if (watch !== undefined) {
    app.get("/metrics", async () => {
      const { contentType, text } = await watch.expose();
      return new Response(text, { headers: { "content-type": contentType } });
    });
  }
}

/** Made when it is first asked for: it takes some 300 ms, and most processes are never asked. */
function serveDescription(app: Hono, router: AnyTRPCRouter, info: OpenApiInfo): void {
  let made: { readonly json: string; readonly page: Promise<string> } | undefined;
  const describe = () => {
    if (made === undefined) {
      const document = toOpenApi(router, info);
      made = { json: JSON.stringify(document), page: renderDocs(document) };
    }
    return made;
  };
  app.get("/openapi.json", () => new Response(describe().json, { headers: { "content-type": "application/json" } }));
  app.get("/docs", async (c) => c.html(await describe().page));
}

async function createContext<Service>(
  { service, keys, log, watch }: RpcAppOptions<Service>,
  headers: Headers,
): Promise<CallContext<Service>> {
  try {
    const caller = await authenticate(keys, headers.get("authorization"));
    const requestId = toRequestId(headers.get("x-request-id"));
    if (watch === undefined) return { service, caller, requestId, log };
    const traceparent = headers.get("traceparent");
    return { service, caller, requestId, log, watch: async (path, work) => watch.call(path, traceparent, work) };
  } catch (error) {
    throw error instanceof AppError ? toTrpcError(error) : error;
  }
}

/** The caller's own where it looks like an id: it is logged, and somebody might put a person's name there. */
function toRequestId(given: string | null): string {
  return given !== null && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
}

/** To a call under `/trpc`, in whose envelope its client looks for the problem. */
function callRefused(problem: Problem): Response {
  return Response.json(toErrorBody(problem), { status: problem.status });
}

function problemResponse(problem: Problem): Response {
  return Response.json(problem, { status: problem.status, headers: { "content-type": "application/problem+json" } });
}
