import { blankQuoted, findFormat, findSettings, replaceParameters } from "./canonical-text.ts";
import { checkTree } from "./check-tree.ts";
import { ClickHouseException } from "./exception.ts";
import type { OpenFunctions } from "./functions.ts";
import { toLiteral } from "./parameters.ts";
import { quote } from "./settings.ts";

/** One read-only statement, as the engine's own formatter wrote it: this text was checked, and this text is run. */
export interface CheckedStatement {
  readonly text: string;
  /** Of its FORMAT clause; null: it has none. */
  readonly format: string | null;
  readonly settings: ReadonlyMap<string, string>;
}

/** Runs a query that reads nothing but its own text, and returns what it printed. */
export type AskParser = (sql: string) => Promise<string>;

/**
 * Makes one known statement of what somebody sent. The text goes to the engine's parser as a string, so that nothing
 * of it can run; what comes back is exactly one statement without comments, whose tree is then checked node by node.
 *
 * @throws ClickHouseException that says what is not allowed, or where the syntax is wrong
 */
export async function checkStatement(
  sql: string,
  parameters: ReadonlyMap<string, string>,
  deps: { readonly ask: AskParser; readonly open: OpenFunctions },
): Promise<CheckedStatement> {
  const format = async (text: string) => deps.ask(`SELECT formatQuerySingleLine(${quote(text)})`);
  const given = await format(sql);
  const bound = replaceParameters(given, (name, type) => toLiteral(parameters.get(name), name, type));
  const text = bound === given ? given : await format(bound);
  const blank = blankQuoted(text);
  if (/\bINTO OUTFILE\b/.test(blank)) {
    throw ClickHouseException.refuse("READONLY", "INTO OUTFILE is not allowed here: the answer is the result");
  }
  const tree = await deps.ask(`EXPLAIN AST ${text}`);
  // The tree of SHOW … WHERE keeps the condition to itself.
  if (/^SHOW .*\bWHERE\b/.test(blank)) {
    throw ClickHouseException.refuse(
      "READONLY",
      "SHOW … WHERE is not allowed here: use LIKE, or select from system.tables",
    );
  }
  checkTree(tree, deps.open);
  return { text, format: findFormat(text), settings: findSettings(text) };
}
