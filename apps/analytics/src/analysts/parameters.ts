import { ClickHouseException } from "./exception.ts";
import { quote } from "./settings.ts";

/**
 * The literal for a parameter of a query. Not the engine's own binding: in process it keeps the parameters of all
 * connections in one place, so that a slow query of an analyst would hold up the reports, which bind theirs.
 *
 * @param raw as in the URL: escaped as in TabSeparated, `\N` for null
 */
export function toLiteral(raw: string | undefined, name: string, type: string): string {
  if (raw === undefined) {
    throw ClickHouseException.refuse(
      "UNKNOWN_QUERY_PARAMETER",
      `Substitution \`${name}\` is not set: send param_${name}`,
    );
  }
  if (type === "Identifier") return `\`${unescape(raw).replace(/[\\`]/g, (character) => `\\${character}`)}\``;
  if (raw === "\\N") return `CAST(NULL, ${quote(type)})`;
  return `CAST(${quote(unescape(raw))}, ${quote(type)})`;
}

const ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", "0": "\0" };

function unescape(raw: string): string {
  return raw.replace(/\\([^])/g, (_, character: string) => ESCAPES[character] ?? character);
}
