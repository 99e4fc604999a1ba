import { ClickHouseException } from "./exception.ts";

/*
 * Blocks of the format Native, of which there are two: in files, and to HTTP clients that name no revision, a block is
 * columns, rows, and for each column name, type, data. To a client that names a revision (`client_protocol_version`,
 * which clickhouse-go sends) the block is preceded by its info, and each column's data by a byte that says how it is
 * serialised. The engine in process writes the first kind only; to put the byte in, one has to know where data ends.
 */

const REVISION_WITH_BLOCK_INFO = 1;
const REVISION_WITH_SERIALIZATION_KIND = 54_454;
/** Field 1, no overflow rows; field 2, bucket -1; end. */
const BLOCK_INFO = Uint8Array.of(1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0);
const DEFAULT_SERIALIZATION = Uint8Array.of(0);

/** Rewrites Native blocks without a revision as blocks for clients of this one. */
export function toRevision(bytes: Uint8Array, revision: number): Uint8Array {
  const reader = new Reader(bytes);
  const parts: Uint8Array[] = [];
  while (!reader.isAtEnd) {
    if (revision >= REVISION_WITH_BLOCK_INFO) parts.push(BLOCK_INFO);
    const blockStart = reader.offset;
    const columns = reader.varint();
    const rows = reader.varint();
    parts.push(bytes.subarray(blockStart, reader.offset));
    for (let column = 0; column < columns; column += 1) {
      const start = reader.offset;
      reader.string();
      const type = parseType(reader.string());
      parts.push(bytes.subarray(start, reader.offset));
      if (revision >= REVISION_WITH_SERIALIZATION_KIND) parts.push(DEFAULT_SERIALIZATION);
      const data = reader.offset;
      if (rows > 0) {
        skipPrefix(reader, type);
        skipData(reader, type, rows);
      }
      parts.push(bytes.subarray(data, reader.offset));
    }
  }
  return Buffer.concat(parts);
}

interface Type {
  readonly name: string;
  readonly text: string;
  readonly inner: readonly Type[];
}

const WIDTHS: Readonly<Record<string, number>> = {
  Bool: 1,
  Date: 2,
  Date32: 4,
  DateTime: 4,
  DateTime64: 8,
  Enum8: 1,
  Enum16: 2,
  Float32: 4,
  Float64: 8,
  IPv4: 4,
  IPv6: 16,
  Int8: 1,
  Int16: 2,
  Int32: 4,
  Int64: 8,
  Int128: 16,
  Int256: 32,
  Nothing: 1,
  UInt8: 1,
  UInt16: 2,
  UInt32: 4,
  UInt64: 8,
  UInt128: 16,
  UInt256: 32,
  UUID: 16,
};

const NESTING = new Set(["Array", "LowCardinality", "Map", "Nullable", "Tuple"]);

function parseType(text: string): Type {
  const [, name = text, args = ""] = /^(\w+)(?:\(([^]*)\))?$/.exec(text.trim()) ?? [];
  const known = name.startsWith("Interval") ? "Int64" : name;
  if (!NESTING.has(name)) return { name: known, text, inner: [] };
  const inner = splitArguments(args).map((argument) =>
    // Members of a tuple may have names.
    parseType(name === "Tuple" ? argument.replace(/^(?:\w+|`[^`]*`) (?=\w)/, "") : argument),
  );
  return { name, text, inner };
}

/** At the commas that are in no inner bracket and no quotes. */
function splitArguments(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  const blank = text.replace(/'(?:[^'\\]|\\[^])*'/g, (quoted) => "_".repeat(quoted.length));
  for (let index = 0; index < blank.length; index += 1) {
    if (blank[index] === "(") depth += 1;
    if (blank[index] === ")") depth -= 1;
    if (blank[index] === "," && depth === 0) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  return [...parts, text.slice(start).trim()];
}

/** What comes once before the data of a column: the version of each dictionary in it. */
function skipPrefix(reader: Reader, type: Type): void {
  if (type.name === "LowCardinality") reader.skip(8);
  else for (const inner of type.inner) skipPrefix(reader, inner);
}

function skipData(reader: Reader, type: Type, rows: number): void {
  const [first, second] = type.inner;
  if (type.name === "String") {
    for (let row = 0; row < rows; row += 1) reader.skip(reader.varint());
  } else if (type.name === "Nullable" && first !== undefined) {
    reader.skip(rows);
    skipData(reader, first, rows);
  } else if (type.name === "Tuple") {
    for (const inner of type.inner) skipData(reader, inner, rows);
  } else if ((type.name === "Array" || type.name === "Map") && first !== undefined) {
    reader.skip(8 * (rows - 1));
    const items = reader.uint64();
    if (items === 0) return;
    skipData(reader, first, items);
    if (second !== undefined) skipData(reader, second, items);
  } else if (type.name === "LowCardinality" && first !== undefined) {
    skipDictionary(reader, first);
  } else {
    reader.skip(rows * widthOf(type));
  }
}

/** Keys, then for each row the number of its key in as few bytes as there are keys for. */
function skipDictionary(reader: Reader, type: Type): void {
  const flags = reader.uint64();
  const indexWidth = 2 ** (flags & 0xff);
  const keys = reader.uint64();
  // Its null is the key at 0: there is no map of nulls.
  const keyType = type.name === "Nullable" ? (type.inner[0] ?? type) : type;
  skipData(reader, keyType, keys);
  reader.skip(reader.uint64() * indexWidth);
}

function widthOf({ name, text }: Type): number {
  if (name === "FixedString") return Number(/\((\d+)\)/.exec(text)?.[1]);
  if (name === "Decimal") {
    const precision = Number(/\((\d+)/.exec(text)?.[1]);
    return precision <= 9 ? 4 : precision <= 18 ? 8 : precision <= 38 ? 16 : 32;
  }
  const width = WIDTHS[name];
  if (width !== undefined) return width;
  throw ClickHouseException.refuse(
    "NOT_IMPLEMENTED",
    `A column of type ${text} cannot be written for this driver here: convert it, as with toString(…)`,
  );
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.offset >= this.#bytes.length;
  }

  skip(bytes: number): void {
    this.offset += bytes;
    if (this.offset > this.#bytes.length) throw new Error("A Native block ends before its data does");
  }

  varint(): number {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = this.#view.getUint8(this.offset);
      this.offset += 1;
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
  }

  string(): string {
    const length = this.varint();
    const start = this.offset;
    this.skip(length);
    return Buffer.from(this.#bytes.subarray(start, this.offset)).toString("utf8");
  }

  uint64(): number {
    const value = Number(this.#view.getBigUint64(this.offset, true));
    this.offset += 8;
    return value;
  }
}
