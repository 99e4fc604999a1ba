import type { JsonValue } from "@pointsman/contracts/primitive";

/**
 * Lists and records of like objects (the reps of a snapshot, the candidates of a stage) as tables, whose column names
 * stand once:
 *
 * `[{"a":1,"b":2},{"a":3,"b":4}]` → `{"~":["a","b"],"rows":[[1,2],[3,4]]}`
 * `{"x":{"a":1},"y":{"a":3}}` → `{"~":["a"],"ids":["x","y"],"rows":[[1],[3]]}`
 *
 * Of a decision with 20 candidates that leaves 4 kB of 10. `unpackJson` gives back the very value, its keys in their order,
 * so that it has the same bytes as JSON; a value that was never packed it gives back as it is.
 */
export function packJson(value: JsonValue): JsonValue {
  return usesMark(value) ? { [MARK]: AS_IS, value } : pack(value);
}

/** @see packJson */
export function unpackJson(value: JsonValue): JsonValue {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(unpackJson);
  const columns = value[MARK];
  if (columns === AS_IS) return value["value"] ?? null;
  const rows = value["rows"];
  if (!isList(columns) || !isList(rows)) return mapValues(value, unpackJson);
  const objects = rows.map((row) => toObject(columns, isList(row) ? row : []));
  const ids = value["ids"];
  return isList(ids) ? toObject(ids, objects) : objects;
}

type JsonObject = { [key: string]: JsonValue };

const MARK = "~";

/** In place of columns: the value has a key like the mark somewhere, and was left alone. */
const AS_IS = "as is";

/** Below, the table is longer than what it stands for. */
const MIN_ROWS = 2;

function pack(value: JsonValue): JsonValue {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) {
    const columns = columnsOf(value);
    return columns === null ? value.map(pack) : { [MARK]: columns, rows: toRows(value as JsonObject[], columns) };
  }
  const ids = keysOf(value);
  const columns = columnsOf(ids.map((id) => value[id]));
  if (columns === null) return mapValues(value, pack);
  return { [MARK]: columns, ids, rows: toRows(ids.map((id) => value[id]) as JsonObject[], columns) };
}

function toRows(objects: readonly JsonObject[], columns: readonly string[]): JsonValue[] {
  return objects.map((object) => columns.map((column) => pack(object[column] ?? null)));
}

/** The keys that all of them have, in one order; null where they are not all objects, or not alike. */
function columnsOf(values: readonly (JsonValue | undefined)[]): string[] | null {
  if (values.length < MIN_ROWS) return null;
  const [first] = values;
  if (!isObject(first)) return null;
  const columns = keysOf(first);
  if (columns.length === 0) return null;
  for (const value of values) {
    if (!isObject(value)) return null;
    const keys = keysOf(value);
    if (keys.length !== columns.length || keys.some((key, index) => key !== columns[index])) return null;
  }
  return columns;
}

/** JSON leaves out what is undefined. */
function keysOf(value: JsonObject): string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined);
}

function usesMark(value: JsonValue): boolean {
  if (value === null || typeof value !== "object") return false;
  if (Array.isArray(value)) return value.some(usesMark);
  return MARK in value || Object.values(value).some(usesMark);
}

function toObject(keys: readonly JsonValue[], values: readonly JsonValue[]): JsonObject {
  const object: JsonObject = {};
  for (const [index, key] of keys.entries()) {
    if (typeof key === "string") object[key] = unpackJson(values[index] ?? null);
  }
  return object;
}

function mapValues(value: JsonObject, change: (inner: JsonValue) => JsonValue): JsonObject {
  const changed: JsonObject = {};
  for (const key of keysOf(value)) changed[key] = change(value[key] ?? null);
  return changed;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function isList(value: JsonValue | undefined): value is JsonValue[] {
  return Array.isArray(value);
}
