import { SubmitLeadsOutput, type SubmitResult } from "@pointsman/contracts/api";
import type { Submission } from "@pointsman/contracts/lead";
import { createTRPCUntypedClient, type getFetch, httpLink, TRPCClientError } from "@trpc/client";

/** What came of a call to the routing service. A failure says nothing of the leads: they may be committed. */
export type RouterReply =
  | { readonly kind: "answered"; readonly results: readonly SubmitResult[] }
  | {
      readonly kind: "failed";
      /** For the log: `timeout`, `unreachable`, `unreadable` or `status_502`. */
      readonly reason: string;
      /** The router refused the call as a whole, as it would again: perhaps one lead spoils it for the others. */
      readonly isRefusal: boolean;
    };

/** Submits leads and never throws. The results stand in the order of the submissions. */
export type SubmitToRouter = (
  submissions: readonly Submission[],
  deadlineMs: number,
  /** The header of the W3C: the trace that the call belongs to. */
  traceparent?: string,
) => Promise<RouterReply>;

/** Where the routing service is, and how to get there. */
export interface RouterAccess {
  readonly url: string;
  readonly apiKey: string;
  readonly fetch: (request: Request) => Promise<Response>;
}

/** The routing service over tRPC. Untyped: the edge is deployed at another time, so it trusts bytes, not types. */
export function createSubmitToRouter(access: RouterAccess): SubmitToRouter {
  const client = createTRPCUntypedClient({
    links: [
      httpLink({
        url: `${access.url}/trpc`,
        headers: ({ op }) => ({
          authorization: `Bearer ${access.apiKey}`,
          ...toTraceHeader(op.context["traceparent"]),
        }),
        fetch: async (url, init) => requireJson(await access.fetch(new Request(url, toWorkerInit(init)))),
      }),
    ],
  });
  return async (submissions, deadlineMs, traceparent) => {
    const signal = AbortSignal.timeout(deadlineMs);
    try {
      const output = await client.mutation("leads.submit", { submissions }, { signal, context: { traceparent } });
      return toReply(submissions, output);
    } catch (error) {
      return toFailure(error, signal.aborted);
    }
  };
}

function toTraceHeader(traceparent: unknown): { readonly traceparent?: string } {
  return typeof traceparent === "string" ? { traceparent } : {};
}

type TrpcRequestInit = Parameters<ReturnType<typeof getFetch>>[1];

/** tRPC sends text; `undefined` means "none" to it, and is no signal to a Worker. */
function toWorkerInit(init: TrpcRequestInit = {}): RequestInit {
  const { method = "POST", headers, body, signal } = init;
  return {
    method,
    ...(headers !== undefined && { headers: new Headers(headers) }),
    ...(typeof body === "string" && { body }),
    ...(signal && { signal }),
  };
}

/** An answer from somebody between us and the router, e.g. a gateway's error page. tRPC would lose its status. */
class ForeignReply extends Error {
  override readonly name = "ForeignReply";
  readonly status: number;

  constructor(status: number) {
    super(`an answer with status ${status} that is not JSON`);
    this.status = status;
  }
}

function requireJson(response: Response): Response {
  if (/^application\/json\b/i.test(response.headers.get("content-type") ?? "")) return response;
  throw new ForeignReply(response.status);
}

/** An answer that does not match the question, lead by lead, is no answer. */
function toReply(submissions: readonly Submission[], output: unknown): RouterReply {
  const parsed = SubmitLeadsOutput.safeParse(output);
  const results = parsed.data?.results ?? [];
  const matches = submissions.every(({ leadId }, index) => leadIdOf(results[index]) === leadId);
  if (!matches || results.length !== submissions.length) {
    return { kind: "failed", reason: "unreadable", isRefusal: false };
  }
  return { kind: "answered", results };
}

function leadIdOf(result: SubmitResult | undefined): string | undefined {
  return result?.ok === true ? result.lead.leadId : result?.leadId;
}

/** Wrong keys (401, 403), time-outs (408) and overload (429) pass or get repaired; other 4xx would come again. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([401, 403, 404, 408, 429]);

function toFailure(error: unknown, timedOut: boolean): RouterReply {
  if (timedOut) return { kind: "failed", reason: "timeout", isRefusal: false };
  const status = readStatus(error);
  if (status === undefined) return { kind: "failed", reason: "unreachable", isRefusal: false };
  if (status < 400) return { kind: "failed", reason: "unreadable", isRefusal: false };
  return { kind: "failed", reason: `status_${status}`, isRefusal: status < 500 && !PASSING_STATUSES.has(status) };
}

function readStatus(error: unknown): number | undefined {
  if (!(error instanceof TRPCClientError)) return undefined;
  if (error.cause instanceof ForeignReply) return error.cause.status;
  const response: unknown = error.meta?.["response"];
  return response instanceof Response ? response.status : undefined;
}
