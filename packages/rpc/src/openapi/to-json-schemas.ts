import { z } from "zod";

export type JsonSchema = Readonly<Record<string, unknown>>;
export type JsonSchemas = Readonly<Record<string, JsonSchema>>;

/** Schemas by their names, and those parts of them that have an id of their own, to which the former refer. */
export interface ConvertedSchemas {
  readonly roots: JsonSchemas;
  readonly shared: JsonSchemas;
}

/**
 * Zod schemas as JSON Schema (2020-12), as the components of an OpenAPI document. What is sent and what comes back differ,
 * for defaults are filled in: a shared part is called `RepInput` where it is sent and `Rep` where it comes back.
 */
export function toJsonSchemas(
  io: "input" | "output",
  schemas: readonly (readonly [name: string, schema: z.ZodType | undefined])[],
): ConvertedSchemas {
  const given = schemas.flatMap(([name, schema]) => (schema === undefined ? [] : [[name, schema] as const]));
  // In one, so that shared parts are found to be the same.
  const all = z.toJSONSchema(z.object(Object.fromEntries(given)), {
    io,
    // Ids are checked by functions of ours; their meta data says the same as a pattern.
    unrepresentable: "any",
    override: ({ jsonSchema }) => {
      // That our types are readonly is nothing to whoever sends JSON.
      delete jsonSchema.readOnly;
      // A later version may answer with more.
      if (io === "output" && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  const rename = (id: string) => (io === "input" ? `${id}Input` : id);
  const defs = Object.entries(all.$defs ?? {});
  return {
    roots: Object.fromEntries(given.map(([name]) => [name, toComponent(all.properties?.[name], rename)])),
    shared: Object.fromEntries(defs.map(([id, schema]) => [rename(id), toComponent(schema, rename)])),
  };
}

/** A copy whose references are to components, and that names itself no more: its key does. */
function toComponent(schema: unknown, rename: (id: string) => string): JsonSchema {
  const copy: unknown = JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === "$ref" && typeof value === "string" ? toComponentRef(value, rename) : value,
  );
  if (typeof copy !== "object" || copy === null) return {};
  const { id: _, ...rest } = copy as Record<string, unknown>; // a schema is an object
  return rest;
}

function toComponentRef(ref: string, rename: (id: string) => string): string {
  return `#/components/schemas/${rename(ref.slice("#/$defs/".length))}`;
}
