import { AppError } from "@pointsman/contracts/error";

import { MAX_FIELDS, type ParsedBody, type RawField } from "./raw-field.ts";

/** `utm: { source }` and `address: { country }` are read; below that nobody nests a lead. */
const MAX_DEPTH = 4;

/** Reads a JSON object. Nested objects become dotted names (`utm.source`), lists of values become `a, b`. */
export function parseJson(text: string): ParsedBody {
  const value = parseText(text);
  if (!isRecord(value)) throw new AppError("MALFORMED_BODY", 'The body must be a JSON object, e.g. {"email": "…"}.');
  const fields: RawField[] = [];
  collectFields(value, { path: [], fields });
  return { fields, warnings: [] };
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The engine's own message quotes the body, which may hold personal data.
    throw new AppError("MALFORMED_BODY", "The body is not valid JSON.");
  }
}

interface Collector {
  readonly path: readonly string[];
  readonly fields: RawField[];
}

function collectFields(record: Readonly<Record<string, unknown>>, { path, fields }: Collector): void {
  if (path.length >= MAX_DEPTH)
    throw new AppError("MALFORMED_BODY", `The body is nested deeper than ${MAX_DEPTH} levels.`);
  for (const [key, value] of Object.entries(record)) {
    const inner = [...path, key];
    if (isRecord(value)) collectFields(value, { path: inner, fields });
    else fields.push({ name: inner.join("."), value: toText(value, inner.length) });
    // Counted while it grows: 64 KiB of `{}` within `{}` would be thousands of them.
    if (fields.length > MAX_FIELDS) return;
  }
}

/** `null` is an empty field. */
function toText(value: unknown, depth: number): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (!Array.isArray(value)) return "";
  if (depth >= MAX_DEPTH) throw new AppError("MALFORMED_BODY", `The body is nested deeper than ${MAX_DEPTH} levels.`);
  const parts = value.map((item: unknown) => (isRecord(item) ? "" : toText(item, depth + 1)));
  return parts.filter((part) => part !== "").join(", ");
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
