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

/** The paths of all procedures, as `leads.get`. */
export function listProcedures(router: AnyTRPCRouter): readonly string[] {
  return Object.keys(router._def.procedures).toSorted();
}

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
    if (response.headers.get("content-type")?.startsWith("text/event-stream") === true) {
      await response.body?.cancel();
      return { code: null, detail: "", data: null };
    }
    return toAnswer(await response.json());
  };
}

function toAnswer(body: unknown): Answer {
  const refused = Refused.safeParse(body).data?.error.data.problem;
  if (refused !== undefined) return { code: refused.code, detail: refused.detail, data: null };
  return { code: null, detail: "", data: Done.parse(body).result.data };
}
