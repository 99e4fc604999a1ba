/**
 * Which functions an analyst may call: a closed list, by the engine's own categories, so that one that a later engine
 * brings in a closed category is closed too. What is left out reads files (`file`), holds threads (`sleep`), talks to
 * others (AI, dictionaries) or says how the process is configured.
 */
const OPEN_CATEGORIES = [
  "Aggregate Functions",
  "Arithmetic",
  "Arrays",
  "Bit",
  "Bitmap",
  "Comparison",
  "Conditional",
  "Dates and Times",
  "Distance",
  "Encoding",
  "Financial",
  "Hash",
  "IP Address",
  "JSON",
  "Logical",
  "Map",
  "Mathematical",
  "Null",
  "Random Number",
  "Rounding",
  "String",
  "String Replacement",
  "String Search",
  "String Splitting",
  "Time Series",
  "Time Window",
  "Tuple",
  "Type Conversion",
  "URL",
  "UUID",
] as const;

/** Of the category "Other", and those that the parser makes of syntax. */
const OPEN_FUNCTIONS = [
  "bar",
  "byteSize",
  "caseWithExpression",
  "currentDatabase",
  "currentUser",
  "displayName",
  "errorCodeToName",
  "exists",
  "finalizeAggregation",
  "formatReadableDecimalSize",
  "formatReadableQuantity",
  "formatReadableSize",
  "formatReadableTimeDelta",
  "getSetting",
  "grouping",
  "hostName",
  "identity",
  "ignore",
  "lambda",
  "materialize",
  "minSampleSizeContinuous",
  "minSampleSizeConversion",
  "neighbor",
  "queryID",
  "revision",
  "rowNumberInAllBlocks",
  "runningDifference",
  "toColumnTypeName",
  "toTypeName",
  "transform",
  "uptime",
  "version",
] as const;

/** Table functions that make rows of their arguments alone. The engine's grants refuse those that read something. */
export const OPEN_TABLE_FUNCTIONS: ReadonlySet<string> = new Set([
  "generate_series",
  "generateseries",
  "null",
  "numbers",
  "numbers_mt",
  "values",
  "view",
  "zeros",
]);

const COMBINATOR = /(If|Array|Map|SimpleState|State|Merge|ForEach|Distinct|OrDefault|OrNull|Resample|ArgMin|ArgMax)$/i;

/** One row an open function or alias of one. */
export const OPEN_FUNCTIONS_QUERY = `
  select lower(f.name) as name, f.is_aggregate as is_aggregate
  from system.functions as f
  left join system.functions as target on f.alias_to = target.name
  where hasAny([${OPEN_CATEGORIES.map((name) => `'${name}'`).join(", ")}], [f.categories, target.categories])
     or has([${OPEN_FUNCTIONS.map((name) => `'${name}'`).join(", ")}], if(f.alias_to = '', f.name, f.alias_to))`;

export interface OpenFunctions {
  readonly all: ReadonlySet<string>;
  /** Those that take combinators: `sumIf` is `sum` with `If`. */
  readonly aggregates: ReadonlySet<string>;
}

export function toOpenFunctions(
  rows: readonly { readonly name: string; readonly is_aggregate: number }[],
): OpenFunctions {
  return {
    all: new Set([...rows.map(({ name }) => name), ...OPEN_FUNCTIONS.map((name) => name.toLowerCase())]),
    aggregates: new Set(rows.filter((row) => row.is_aggregate === 1).map(({ name }) => name)),
  };
}

export function isOpenFunction(open: OpenFunctions, name: string): boolean {
  const lower = name.toLowerCase();
  if (open.all.has(lower)) return true;
  for (let rest = name; COMBINATOR.test(rest);) {
    rest = rest.replace(COMBINATOR, "");
    if (open.aggregates.has(rest.toLowerCase())) return true;
  }
  return false;
}
