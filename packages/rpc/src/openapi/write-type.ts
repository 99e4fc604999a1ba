import type { JsonSchema } from "./to-json-schemas.ts";

/**
 * A JSON Schema as people read types: `{ leadId: string /^lead_/; epoch?: integer }`. References stand by their names;
 * `indent` is how many blanks the text stands in.
 */
export function writeType(schema: unknown, indent = 0): string {
  if (!isSchema(schema)) return "any";
  const { $ref, anyOf, oneOf, enum: values, type } = schema;
  if (typeof $ref === "string") return $ref.slice($ref.lastIndexOf("/") + 1);
  if ("const" in schema) return JSON.stringify(schema["const"]);
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(" | ");
  const choices = anyOf ?? oneOf;
  if (Array.isArray(choices)) return choices.map((choice) => writeType(choice, indent)).join(" | ");
  if (type === "array") return writeArray(schema, indent);
  if (type === "object") return writeObject(schema, indent);
  return typeof type === "string" ? `${type}${writeLimits(schema)}` : "any";
}

function isSchema(
  schema: unknown,
): schema is JsonSchema & { readonly $ref?: unknown; readonly [key: string]: unknown } {
  return typeof schema === "object" && schema !== null;
}

function writeArray({ items, prefixItems }: JsonSchema, indent: number): string {
  if (Array.isArray(prefixItems)) return `[${prefixItems.map((item) => writeType(item, indent)).join(", ")}]`;
  const item = writeType(items, indent);
  return item.includes(" | ") && !item.startsWith("{") ? `(${item})[]` : `${item}[]`;
}

function writeObject(schema: JsonSchema, indent: number): string {
  const { properties, required, additionalProperties } = schema;
  if (!isSchema(properties)) {
    return isSchema(additionalProperties) ? `{ [name]: ${writeType(additionalProperties, indent)} }` : "{}";
  }
  const needed = new Set(Array.isArray(required) ? required : []);
  const pad = " ".repeat(indent + 2);
  const lines = Object.entries(properties).map(([name, value]) => {
    const standard = isSchema(value) && "default" in value ? ` = ${JSON.stringify(value["default"])}` : "";
    return `${pad}${name}${needed.has(name) ? "" : "?"}: ${writeType(value, indent + 2)}${standard}`;
  });
  return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${" ".repeat(indent)}}`;
}

/** Beyond this the numbers of JavaScript end: no limit that anybody set. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

function writeLimits({ minimum, maximum, maxLength, pattern, format }: JsonSchema): string {
  if (typeof format === "string") return ` (${format})`;
  if (typeof pattern === "string" && pattern.length <= 60) return ` /${pattern}/`;
  const from = typeof minimum === "number" && minimum > -NO_LIMIT ? `${minimum}` : "";
  const to = typeof maximum === "number" && maximum < NO_LIMIT ? `${maximum}` : "";
  if (from !== "" || to !== "") return ` ${from}…${to}`;
  return typeof maxLength === "number" ? ` (at most ${maxLength} characters)` : "";
}
