import type { Scope } from "@pointsman/contracts/api";
import { MAX_CALLS_PER_REQUEST } from "@pointsman/contracts/api/paging";
import { AppError, toFieldIssues, toProblem, type ErrorCode, type Problem } from "@pointsman/contracts/error";
import { initTRPC, TRPCError } from "@trpc/server";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import type { Logger } from "pino";
import { ZodError, type z } from "zod";

import { requireKey, requireScope, type Caller } from "./authenticate.ts";
import { requireEverybody } from "./reach.ts";

/** What every call of a service with the context `Service` can use. */
export interface CallContext<Service> {
  readonly service: Service;
  readonly caller: Caller | null;
  readonly requestId: string;
  readonly log: Logger;
  /** Told of each call, by its procedure. */
  readonly watch?: <T>(path: string, work: () => Promise<T>) => Promise<T>;
}

/**
 * Who may call a procedure besides those who reach everybody. `everybody`: nobody else; `checked`: all, because it asks
 * `reach.ts` for each rep, lead and pool that it touches, or leaves out of its answer what is not within reach; `common`: all,
 * because it shows nothing of a rep, a lead or a pool.
 */
export type Reach = "everybody" | "checked" | "common";

/** What a procedure says of itself: the OpenAPI view and the checks of who may call what read it. */
export interface ProcedureMeta {
  /** Set by `procedure(scope)`; left out: open to anybody, or to whoever has a key. */
  readonly scope?: Scope;
  /** Set with the scope. */
  readonly reach?: Reach;
  /** Set by `keyProcedure`: whatever the key may do. */
  readonly anyKey?: true;
  /** What it does, in a sentence or two. */
  readonly description?: string;
  /** Codes that it may answer with besides those of every procedure, which `listProcedures` adds. */
  readonly errors?: readonly ErrorCode[];
  /** Of a subscription: what it sends. */
  readonly event?: z.ZodType;
}

/** How long a stream of events lives, and how its ends notice that the other is gone; in milliseconds. */
export interface StreamTimes {
  /** After so long the client connects again where it stood, and its key is looked at again. */
  readonly maxDurationMs: number;
  readonly pingMs: number;
  /** A client that hears nothing for so long connects again. */
  readonly inactivityMs: number;
}

const STREAM_TIMES: StreamTimes = { maxDurationMs: 15 * 60_000, pingMs: 15_000, inactivityMs: 45_000 };

const TRPC_CODE = {
  MALFORMED_BODY: "BAD_REQUEST",
  ADDRESS_REFUSED: "BAD_REQUEST",
  UNAUTHENTICATED: "UNAUTHORIZED",
  FORBIDDEN: "FORBIDDEN",
  OUT_OF_REACH: "FORBIDDEN",
  NOT_FOUND: "NOT_FOUND",
  UNKNOWN_SOURCE: "NOT_FOUND",
  METHOD_NOT_ALLOWED: "METHOD_NOT_SUPPORTED",
  CONFLICT: "CONFLICT",
  LEAD_CLOSED: "CONFLICT",
  SAME_REP: "CONFLICT",
  STILL_IN_USE: "CONFLICT",
  STREAM_EXPIRED: "CONFLICT",
  BODY_TOO_LARGE: "PAYLOAD_TOO_LARGE",
  UNSUPPORTED_MEDIA_TYPE: "UNSUPPORTED_MEDIA_TYPE",
  INVALID_INPUT: "UNPROCESSABLE_CONTENT",
  IDEMPOTENCY_CONFLICT: "UNPROCESSABLE_CONTENT",
  INTERNAL: "INTERNAL_SERVER_ERROR",
  OVERLOADED: "SERVICE_UNAVAILABLE",
  UNAVAILABLE: "SERVICE_UNAVAILABLE",
} as const satisfies Record<ErrorCode, TRPCError["code"]>;

/**
 * The tRPC of a service: its router, and procedures that are open or ask for a scope. Every error leaves as a problem
 * (`error.data.problem`) with a code of the closed table; what is not an `AppError` is logged and keeps its text to itself.
 */
export function createRpc<Service>(times: StreamTimes = STREAM_TIMES) {
  const t = initTRPC
    .context<CallContext<Service>>()
    .meta<ProcedureMeta>()
    .create({
      sse: {
        maxDurationMs: times.maxDurationMs,
        ping: { enabled: true, intervalMs: times.pingMs },
        client: { reconnectAfterInactivityMs: times.inactivityMs },
      },
      errorFormatter: ({ shape, error, ctx }) => {
        const problem = toProblem(toExpected(error), ctx?.requestId);
        return {
          ...shape,
          message: problem.detail,
          data: { code: shape.data.code, httpStatus: problem.status, problem },
        };
      },
    });

  /** Open to anybody. */
  const openProcedure = t.procedure.use(async ({ ctx, path, next }) => {
    const result = ctx.watch === undefined ? await next() : await ctx.watch(path, next);
    if (result.ok) return result;
    const expected = toExpected(result.error);
    if (expected instanceof AppError) throw toTrpcError(expected);
    ctx.log.error({ err: result.error.cause ?? result.error, path, requestId: ctx.requestId }, "a call failed");
    return result;
  });

  /** Open to whoever has a key, whatever it may do. */
  const keyProcedure = openProcedure
    .meta({ anyKey: true })
    .use(async ({ ctx, next }) => next({ ctx: { ...ctx, caller: requireKey(ctx.caller) } }));

  /** Open to callers whose key has the scope; to managers and reps only where the procedure says how it minds their reach. */
  const procedure = (scope: Scope, reach: Reach = "everybody") =>
    openProcedure.meta({ scope, reach }).use(async ({ ctx, path, next }) => {
      const caller = requireScope(ctx.caller, scope);
      if (reach === "everybody") requireEverybody(caller, path);
      return next({ ctx: { ...ctx, caller } });
    });

  return { router: t.router, openProcedure, keyProcedure, procedure };
}

/** An expected failure as tRPC carries it, with the HTTP status of its code. */
export function toTrpcError(error: AppError): TRPCError {
  return new TRPCError({ code: TRPC_CODE[error.code], message: error.message, cause: error });
}

/** An error as tRPC's clients read it, for what is refused before tRPC sees it. */
export function toErrorBody(problem: Problem): unknown {
  const name = TRPC_CODE[problem.code];
  const data = { code: name, httpStatus: problem.status, problem };
  return { error: { message: problem.detail, code: TRPC_ERROR_CODES_BY_KEY[name], data } };
}

/** The code that the caller of a failed call is told. */
export function toErrorCode(error: TRPCError): ErrorCode {
  return toProblem(toExpected(error)).code;
}

/** The expected failure behind a tRPC error: ours, or the caller's input as zod or tRPC found it; else the error itself. */
function toExpected(error: TRPCError): unknown {
  const { cause, code } = error;
  if (cause instanceof AppError) return cause;
  if (code === "BAD_REQUEST" && cause instanceof ZodError) {
    const issues = toFieldIssues(cause);
    const [first] = issues;
    return new AppError("INVALID_INPUT", `${first?.field}: ${first?.problem}`, issues);
  }
  if (code === "BAD_REQUEST" && error.message === "Batch call exceeds maximum size")
    return new AppError("MALFORMED_BODY", `A request holds at most ${MAX_CALLS_PER_REQUEST} calls.`);
  if (code === "BAD_REQUEST" || code === "PARSE_ERROR")
    return new AppError(
      "MALFORMED_BODY",
      "The request could not be read: its input is not JSON, or not as tRPC sends it.",
    );
  if (code === "NOT_FOUND") return new AppError("NOT_FOUND", "There is no such procedure.");
  if (code === "METHOD_NOT_SUPPORTED")
    return new AppError("METHOD_NOT_ALLOWED", "Queries are GET, mutations are POST.");
  if (code === "UNSUPPORTED_MEDIA_TYPE")
    return new AppError(
      "UNSUPPORTED_MEDIA_TYPE",
      "Send the input as JSON, with the header Content-Type: application/json.",
    );
  if (code === "PAYLOAD_TOO_LARGE") return new AppError("BODY_TOO_LARGE", "The body is too large.");
  return error;
}
