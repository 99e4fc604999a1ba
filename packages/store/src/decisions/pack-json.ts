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
  return new JsonPacker().pack(value);
}

/**
 * Packs many values that share parts, as the decisions of a batch share the reps whom none of them moved: a row of a record
 * is made once for each object that it stands for. Nothing that was given to it may change afterwards.
 */
export class JsonPacker {
  readonly #known = new Map<JsonObject, KnownRow>();
  /** A key like the mark was met. */
  #isMarked = false;

  /** @see packJson */
  pack(value: JsonValue): JsonValue {
    this.#isMarked = false;
    const packed = this.#pack(value);
    return this.#isMarked ? { [MARK]: AS_IS, value } : packed;
  }

  #pack(value: JsonValue): JsonValue {
    if (value === null || typeof value !== "object") return value;
    return Array.isArray(value) ? this.#packList(value) : this.#packObject(value);
  }

  #packObject(value: JsonObject): JsonValue {
    if (this.#isFlat(value)) return value;
    const ids = keysOf(value);
    this.#look(ids);
    const columns = this.#columnsOf(ids.map((id) => value[id]));
    if (columns !== null) {
      return { [MARK]: columns, ids, rows: ids.map((id) => this.#knownRow(value[id] as JsonObject, columns)) };
    }
    const packed: JsonObject = {};
    for (const id of ids) packed[id] = this.#pack(value[id] ?? null);
    return packed;
  }

  /** Nothing in it can be packed, as in the facts of a lead: to copy these key by key took a fifth of all packing. */
  #isFlat(value: JsonObject): boolean {
    for (const key in value) {
      if (key === MARK) this.#isMarked = true;
      const inner = value[key];
      if (typeof inner === "object" && inner !== null) return false;
    }
    return true;
  }

  #packList(values: JsonValue[]): JsonValue {
    const columns = this.#columnsOf(values);
    if (columns === null) return values.map((value) => this.#pack(value));
    return { [MARK]: columns, rows: (values as JsonObject[]).map((value) => this.#toRow(value, columns)) };
  }

  /** The row of an object of a record. One with a mark in it is met again each time, so that it is seen each time. */
  #knownRow(object: JsonObject, columns: string[]): JsonValue[] {
    const known = this.#known.get(object);
    if (known !== undefined) return known.row;
    const row = this.#toRow(object, columns);
    if (!this.#isMarked) this.#known.set(object, { columns, row });
    return row;
  }

  #toRow(object: JsonObject, columns: readonly string[]): JsonValue[] {
    return columns.map((column) => {
      const value = object[column] ?? null;
      return typeof value === "object" ? this.#pack(value) : value;
    });
  }

  /** The keys that all of them have, in one order; null where they are not all objects, or not alike. */
  #columnsOf(values: readonly (JsonValue | undefined)[]): string[] | null {
    if (values.length < MIN_ROWS) return null;
    const [first] = values;
    if (!isObject(first)) return null;
    const columns = this.#known.get(first)?.columns ?? keysOf(first);
    if (columns.length === 0) return null;
    for (const value of values) {
      if (!isObject(value)) return null;
      if (this.#known.get(value)?.columns !== columns && !hasKeys(value, columns)) return null;
    }
    this.#look(columns);
    return columns;
  }

  #look(keys: readonly string[]): void {
    if (keys.includes(MARK)) this.#isMarked = true;
  }
}

/** The row of an object, and its keys. */
interface KnownRow {
  readonly columns: string[];
  readonly row: JsonValue[];
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

/** JSON leaves out what is undefined. */
function keysOf(value: JsonObject): string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined);
}

/** These and no others, in this order. */
function hasKeys(value: JsonObject, keys: readonly string[]): boolean {
  let at = 0;
  for (const key in value) {
    if (value[key] === undefined) continue;
    if (key !== keys[at]) return false;
    at += 1;
  }
  return at === keys.length;
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
