import type { ErrorCode } from "@pointsman/contracts/error";
import type { AnyTRPCRouter } from "@trpc/server";
import { z } from "zod";

import type { ProcedureMeta } from "../create-rpc.ts";

/** A procedure as its router knows it. */
export interface ListedProcedure {
  /** `leads.get`. */
  readonly path: string;
  readonly type: "query" | "mutation" | "subscription";
  readonly meta: ProcedureMeta;
  /** Undefined: takes nothing. */
  readonly input: z.ZodType | undefined;
  /** Of a subscription: what each event carries. Undefined: it does not say. */
  readonly output: z.ZodType | undefined;
  /** All codes that it may answer with. */
  readonly errors: readonly ErrorCode[];
}

/** The procedures of a router, in the order in which they are written. */
export function listProcedures(router: AnyTRPCRouter): readonly ListedProcedure[] {
  return Object.entries(router._def.procedures as Readonly<Record<string, BuiltProcedure>>).map(([path, { _def }]) => {
    const meta = _def.meta ?? {};
    const input = _def.inputs.find((parser) => parser instanceof z.ZodType);
    return {
      path,
      type: _def.type,
      meta,
      input,
      output: meta.event ?? toSchema(_def.output),
      errors: listErrors(_def.type, meta, input !== undefined),
    };
  });
}

/** What `@trpc/server` keeps of a procedure at run time; its types name only a part. */
interface BuiltProcedure {
  readonly _def: {
    readonly type: ListedProcedure["type"];
    readonly meta?: ProcedureMeta;
    readonly inputs: readonly unknown[];
    readonly output?: unknown;
  };
}

function toSchema(output: unknown): z.ZodType | undefined {
  if (output instanceof z.ZodType) return output;
  const documented = typeof output === "object" && output !== null && "documentedBy" in output;
  return documented && output.documentedBy instanceof z.ZodType ? output.documentedBy : undefined;
}

function listErrors(type: ListedProcedure["type"], meta: ProcedureMeta, takesInput: boolean): readonly ErrorCode[] {
  const common: readonly ErrorCode[] = [
    ...(meta.scope === undefined && meta.anyKey === undefined ? [] : (["UNAUTHENTICATED"] as const)),
    ...(meta.scope === undefined ? [] : (["FORBIDDEN"] as const)),
    ...(meta.reach === undefined || meta.reach === "common" ? [] : (["OUT_OF_REACH"] as const)),
    ...(takesInput ? (["MALFORMED_BODY", "INVALID_INPUT"] as const) : []),
    ...(type === "mutation" ? (["BODY_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"] as const) : []),
    "METHOD_NOT_ALLOWED",
    "INTERNAL",
  ];
  return [...new Set([...common, ...(meta.errors ?? [])])];
}
