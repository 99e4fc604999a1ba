import { Problem, type ErrorCode } from "@pointsman/contracts/error";
import type { AnyTRPCRouter } from "@trpc/server";
import type { Hono } from "hono";
import { z } from "zod";

/** What came of a call. */
export interface Answer {
  /** Null: it went through. */
  readonly code: ErrorCode | null;
  /** Why not; empty where it went through. */
  readonly detail: string;
  readonly data: unknown;
}

/** Calls a procedure over HTTP as anybody would; without a secret, without a key. */
export type Call = (path: string, input: unknown, secret?: string) => Promise<Answer>;

const Refused = z.object({ error: z.object({ data: z.object({ problem: Problem }) }) });
const Done = z.object({ result: z.object({ data: z.unknown() }) });

/** Queries and subscriptions are GET, mutations POST. Of a subscription only the beginning is read. */
export function createCall(app: Hono, router: AnyTRPCRouter): Call {
  const procedures: Readonly<Record<string, { readonly _def: { readonly type: string } }>> = router._def.procedures;
  return async (path, input, secret) => {
    const isMutation = procedures[path]?._def.type === "mutation";
    const headers = {
      ...(secret !== undefined && { authorization: `Bearer ${secret}` }),
      ...(isMutation && { "content-type": "application/json" }),
    };
    const body = JSON.stringify(input);
    const query = isMutation || input === undefined ? "" : `?input=${encodeURIComponent(body)}`;
    const response = await app.request(`/trpc/${path}${query}`, {
      method: isMutation ? "POST" : "GET",
      headers,
      ...(isMutation && input !== undefined && { body }),
    });
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
    return toAnswer(isStream ? await readBeginning(response) : await response.json());
  };
}

/** A stream that was refused says so at once, and one that was not may have nothing to say for ever. */
const PATIENCE_MS = 500;

/** The first event of a stream of events, as a query would answer: its error, or nothing where it goes on. */
async function readBeginning(response: Response): Promise<unknown> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const silence = AbortSignal.timeout(PATIENCE_MS);
  const ended = new Promise<undefined>((resolve) => silence.addEventListener("abort", () => resolve(undefined)));
  let text = "";
  for (;;) {
    const chunk = await Promise.race([ended, reader?.read()]);
    text += chunk?.value ?? "";
    const [, error] = /^event: serialized-error\ndata: (.*)\n/m.exec(text) ?? [];
    if (error === undefined && chunk !== undefined && !chunk.done) continue;
    await reader?.cancel();
    return error === undefined ? { result: { data: null } } : { error: JSON.parse(error) as unknown };
  }
}

function toAnswer(body: unknown): Answer {
  const refused = Refused.safeParse(body).data?.error.data.problem;
  if (refused !== undefined) return { code: refused.code, detail: refused.detail, data: null };
  return { code: null, detail: "", data: Done.parse(body).result.data };
}
