/** Characters that end a field or a row, and the one that escapes them. */
const ESCAPED = /[\\\t\n\r\0]/;
const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0" };

/** Rows as lines of ClickHouse's `TabSeparated`, the fields in the order that the rows have them; null is `\N`. */
export function toTsv(rows: readonly Readonly<Record<string, string | number | null>>[]): string {
  let text = "";
  for (const row of rows) {
    let separator = "";
    for (const name in row) {
      text += separator + toField(row[name] ?? null);
      separator = "\t";
    }
    text += "\n";
  }
  return text;
}

function toField(value: string | number | null): string | number {
  if (value === null) return "\\N";
  if (typeof value === "number" || !ESCAPED.test(value)) return value;
  return value.replaceAll(/[\\\t\n\r\0]/g, (character) => ESCAPES[character] ?? character);
}
