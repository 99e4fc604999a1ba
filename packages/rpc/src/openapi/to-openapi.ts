import { MAX_BODY_BYTES } from "@pointsman/contracts/api";
import { ERROR_CODES, Problem, type ErrorCode } from "@pointsman/contracts/error";
import type { AnyTRPCRouter } from "@trpc/server";
import { z } from "zod";

import type { ProcedureMeta } from "../create-rpc.ts";
import { listProcedures, type ListedProcedure } from "./list-procedures.ts";
import { toJsonSchemas, type JsonSchema, type JsonSchemas } from "./to-json-schemas.ts";

export interface OpenApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

/** An operation of the document. */
export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly object[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content: object }>>;
}

/** OpenAPI 3.1. */
export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: OpenApiInfo & { readonly license: { readonly name: string; readonly identifier: string } };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, { readonly get?: Operation; readonly post?: Operation }>>;
  readonly components: {
    readonly securitySchemes: object;
    readonly schemas: JsonSchemas;
  };
}

/** tRPC's envelope around a problem. */
const TrpcError = z
  .object({
    error: z.object({
      message: z.string(),
      code: z.number().int(),
      data: z.object({ code: z.string(), httpStatus: z.number().int(), problem: Problem }),
    }),
  })
  .meta({ id: "Error" });

/**
 * The calls of a router as they go over HTTP, for callers that are not TypeScript: a query is a GET with its input as JSON
 * in the parameter `input`, a mutation a POST with its input as body, and the answer is `{"result":{"data":…}}`.
 */
export function toOpenApi(router: AnyTRPCRouter, info: OpenApiInfo): OpenApiDocument {
  const procedures = listProcedures(router);
  const inputs = toJsonSchemas(
    "input",
    procedures.map(({ path, input }) => [path, input] as const),
  );
  const outputs = toJsonSchemas("output", [
    ...procedures.map(({ path, output }) => [path, output] as const),
    ["(error)", TrpcError],
  ]);
  const tags = [...new Set(procedures.map(({ path }) => tagOf(path)))];
  return {
    openapi: "3.1.0",
    info: { ...info, license: { name: "Apache License 2.0", identifier: "Apache-2.0" } },
    servers: [{ url: "/" }],
    tags: tags.map((name) => ({ name })),
    paths: Object.fromEntries(
      procedures.map((procedure) => {
        const operation = toOperation(procedure, inputs.roots[procedure.path], outputs.roots[procedure.path]);
        return [`/trpc/${procedure.path}`, procedure.type === "mutation" ? { post: operation } : { get: operation }];
      }),
    ),
    components: {
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "An API key: `Authorization: Bearer pm_live_…`" },
      },
      schemas: { ...inputs.shared, ...outputs.shared },
    },
  };
}

function tagOf(path: string): string {
  return path.split(".")[0] ?? path;
}

function toOperation(
  procedure: ListedProcedure,
  input: JsonSchema | undefined,
  output: JsonSchema | undefined,
): Operation {
  const { path, meta, type } = procedure;
  const { description = "", scope, anyKey } = meta;
  return {
    operationId: path,
    tags: [tagOf(path)],
    summary: firstSentence(description),
    description: `${description} ${toAccess(meta)}`.trim(),
    security: scope === undefined && anyKey === undefined ? [{}] : [{ apiKey: scope === undefined ? [] : [scope] }],
    ...(input !== undefined && toRequest(procedure, input)),
    responses: {
      "200": type === "subscription" ? toStream(output ?? {}) : toAnswer(output ?? {}),
      ...toErrors(procedure.errors),
    },
  };
}

function toAccess({ scope, reach, anyKey }: ProcedureMeta): string {
  if (scope === undefined) return anyKey === undefined ? "Open to anybody." : "Needs a key, whatever it may do.";
  const needs = `Needs the scope \`${scope}\`.`;
  if (reach === "everybody") return `${needs} Not for managers and reps.`;
  return reach === "checked" ? `${needs} A manager or rep reaches what is his.` : needs;
}

function firstSentence(text: string): string {
  return /^.*?[.:](?=\s|$)/s.exec(text)?.[0].slice(0, -1) ?? text;
}

function toRequest(
  { type, input }: ListedProcedure,
  schema: JsonSchema,
): Pick<Operation, "parameters" | "requestBody"> {
  const required = input?.safeParse(undefined).success === false;
  const content = { "application/json": { schema } };
  if (type === "mutation") {
    return { requestBody: { required, description: `JSON, at most ${MAX_BODY_BYTES} bytes.`, content } };
  }
  return { parameters: [{ name: "input", in: "query", required, description: "JSON, URL-encoded.", content }] };
}

type Answer = Operation["responses"][string];

function toAnswer(data: JsonSchema): Answer {
  return { description: "Done.", content: { "application/json": { schema: wrap("result", wrap("data", data)) } } };
}

function wrap(key: string, schema: JsonSchema): JsonSchema {
  return { type: "object", required: [key], properties: { [key]: schema } };
}

/** OpenAPI 3.1 has no word for the events of a stream: each one's data is described beside it. */
function toStream(event: JsonSchema): Answer {
  const description =
    "Server-sent events; the data of each is JSON as in `x-event`, its id is what `lastEventId` takes. " +
    "`connected`, `ping` and `serialized-error` are events of their own.";
  return { description, content: { "text/event-stream": { schema: { type: "string" }, "x-event": event } } };
}

function toErrors(codes: readonly ErrorCode[]): Operation["responses"] {
  const byStatus = Map.groupBy(codes, (code) => ERROR_CODES[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => [
      String(status),
      {
        description: some.map((code) => `\`${code}\`: ${ERROR_CODES[code].title}.`).join(" "),
        content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
      },
    ]),
  );
}
