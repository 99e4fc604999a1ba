import { ClickHouseException } from "./exception.ts";
import { isOpenFunction, OPEN_TABLE_FUNCTIONS, type OpenFunctions } from "./functions.ts";

/** What a statement may be. */
const OPEN_ROOTS: ReadonlySet<string> = new Set([
  "SelectWithUnionQuery",
  "Explain",
  "DescribeQuery",
  "ShowTables",
  "ShowColumns",
  "ShowFunctions",
  "ShowCreateTableQuery",
  "ShowCreateViewQuery",
  "ExistsTableQuery",
  "ExistsViewQuery",
  "ExistsDatabaseQuery",
]);

/** What it may consist of. Not here, and so refused: APPLY, whose function the tree does not show. */
const OPEN_NODES: ReadonlySet<string> = new Set([
  ...OPEN_ROOTS,
  "ArrayJoin",
  "Asterisk",
  "ColumnsExceptTransformer",
  "ColumnsListMatcher",
  "ColumnsRegexpMatcher",
  "ColumnsReplaceTransformer",
  "ColumnsReplaceTransformer::Replacement",
  "ColumnsTransformerList",
  "ExpressionList",
  "Function",
  "Identifier",
  "InterpolateElement",
  "Literal",
  "OrderByElement",
  "QualifiedAsterisk",
  "QualifiedColumnsListMatcher",
  "QualifiedColumnsRegexpMatcher",
  "SampleRatio",
  "SelectIntersectExceptQuery",
  "SelectQuery",
  "Set",
  "Subquery",
  "TableExpression",
  "TableIdentifier",
  "TableJoin",
  "TablesInSelectQuery",
  "TablesInSelectQueryElement",
  "WindowDefinition",
  "WindowListElement",
  "WithElement",
]);

/** The engine lets everybody read these; they say what there is, by the reader's own grants. */
const OPEN_SYSTEM_TABLES: ReadonlySet<string> = new Set(
  [
    ["columns", "data_type_families", "databases", "functions", "keywords", "numbers", "numbers_mt", "one", "settings"],
    ["table_engines", "table_functions", "tables", "time_zones"],
  ]
    .flat()
    .map((name) => `system.${name}`)
    .concat(["columns", "schemata", "tables", "views"].map((name) => `information_schema.${name}`)),
);

/**
 * Reads the tree that the engine's parser made of one statement, as `EXPLAIN AST` prints it: a node a line, a space
 * deeper for each level. Whatever is not known to be harmless is refused.
 *
 * @throws ClickHouseException that names what is refused
 */
export function checkTree(tree: string, open: OpenFunctions): void {
  const lines = tree.split("\n").filter((line) => line.trim() !== "");
  const root = toNode(lines[0] ?? "");
  if (!OPEN_ROOTS.has(root.kind)) {
    throw ClickHouseException.refuse(
      "READONLY",
      `Only SELECT, SHOW, DESCRIBE, EXISTS and EXPLAIN are allowed here, not ${root.kind}`,
    );
  }
  let tableExpressionDepth = -1;
  for (const line of lines) {
    const { depth, kind, name } = toNode(line);
    if (!OPEN_NODES.has(kind)) {
      throw ClickHouseException.refuse("READONLY", `A statement with ${kind} is not allowed here`);
    }
    if (kind === "TableExpression") tableExpressionDepth = depth;
    if (kind === "Function") checkFunction(name, depth === tableExpressionDepth + 1, open);
    if (kind.endsWith("Identifier") || kind.endsWith("TableQuery") || kind.endsWith("ViewQuery")) checkTable(name);
    if (depth <= tableExpressionDepth && kind !== "TableExpression") tableExpressionDepth = -1;
  }
}

function checkFunction(name: string, isTable: boolean, open: OpenFunctions): void {
  if (isTable) {
    if (OPEN_TABLE_FUNCTIONS.has(name.toLowerCase())) return;
    throw ClickHouseException.refuse(
      "ACCESS_DENIED",
      `Table function ${name} is not allowed here. Allowed are ${[...OPEN_TABLE_FUNCTIONS].join(", ")}`,
    );
  }
  if (isOpenFunction(open, name)) return;
  throw ClickHouseException.refuse("FUNCTION_NOT_ALLOWED", `Function ${name} is not known or not allowed here`);
}

/** Views of the warehouse are the business of the engine's grants, which everybody has on tables of the system. */
function checkTable(name: string): void {
  const table = name.replace(/^(\w+) (\w+)$/, "$1.$2");
  if (!/^(system|information_schema)\./i.test(table) || OPEN_SYSTEM_TABLES.has(table.toLowerCase())) return;
  throw ClickHouseException.refuse("ACCESS_DENIED", `${table} is not open to analysts`);
}

function toNode(line: string): { readonly depth: number; readonly kind: string; readonly name: string } {
  const parts = /^( *)(\S+) ?(.*?)(?: \(alias .*\))?(?: \(children \d+\))?$/.exec(line);
  return { depth: parts?.[1]?.length ?? 0, kind: parts?.[2] ?? line, name: parts?.[3]?.trim() ?? "" };
}
