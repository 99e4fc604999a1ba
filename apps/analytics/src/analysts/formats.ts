import { ClickHouseException } from "./exception.ts";

const BINARY = "application/octet-stream";
const TSV = "text/tab-separated-values; charset=UTF-8";
const CSV = "text/csv; charset=UTF-8; header=";
const JSON_TEXT = "application/json; charset=UTF-8";
const LINES = "application/x-ndjson; charset=UTF-8";
const PLAIN = "text/plain; charset=UTF-8";

/** Formats that results are written in, with their content types. Left out are those that read schemas from files. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  Arrow: BINARY,
  ArrowStream: BINARY,
  CSV: `${CSV}absent`,
  CSVWithNames: `${CSV}present`,
  CSVWithNamesAndTypes: `${CSV}present`,
  JSON: JSON_TEXT,
  JSONColumns: JSON_TEXT,
  JSONColumnsWithMetadata: JSON_TEXT,
  JSONCompact: JSON_TEXT,
  JSONCompactColumns: JSON_TEXT,
  JSONCompactEachRow: LINES,
  JSONCompactEachRowWithNames: LINES,
  JSONCompactEachRowWithNamesAndTypes: LINES,
  JSONCompactStrings: JSON_TEXT,
  JSONCompactStringsEachRow: LINES,
  JSONEachRow: LINES,
  JSONObjectEachRow: JSON_TEXT,
  JSONStrings: JSON_TEXT,
  JSONStringsEachRow: LINES,
  Markdown: "text/markdown; charset=UTF-8",
  Native: BINARY,
  Null: PLAIN,
  Parquet: BINARY,
  Pretty: PLAIN,
  PrettyCompact: PLAIN,
  PrettyCompactMonoBlock: PLAIN,
  PrettySpace: PLAIN,
  RowBinary: BINARY,
  RowBinaryWithNames: BINARY,
  RowBinaryWithNamesAndTypes: BINARY,
  TabSeparated: TSV,
  TabSeparatedRaw: TSV,
  TabSeparatedWithNames: TSV,
  TabSeparatedWithNamesAndTypes: TSV,
  TSV,
  TSVRaw: TSV,
  TSVWithNames: TSV,
  TSVWithNamesAndTypes: TSV,
  Values: PLAIN,
  Vertical: PLAIN,
  XML: "application/xml; charset=UTF-8",
};

/** @throws ClickHouseException where the format is not one of ours */
export function toContentType(format: string): string {
  const type = Object.hasOwn(CONTENT_TYPES, format) ? CONTENT_TYPES[format] : undefined;
  if (type !== undefined) return type;
  throw ClickHouseException.refuse("UNKNOWN_FORMAT", `Format ${format} is not known or not allowed here`);
}
