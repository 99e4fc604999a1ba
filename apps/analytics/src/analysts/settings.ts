import { ClickHouseException } from "./exception.ts";

/** What one query may take. The times and sizes are of the embedded default: a laptop that also routes leads. */
const LIMITS = {
  /** Seconds. Reports of a year take under one. */
  max_execution_time: 30,
  max_memory_usage: 1_000_000_000,
  max_rows_to_read: 1_000_000_000,
  max_result_rows: 1_000_000,
  // The result is held in memory once as it is and once compressed.
  max_result_bytes: 67_108_864,
  // One stays free for the relay.
  max_threads: 2,
} as const;

/** Settings that change how a result is written or read, never what a session may do. */
const FREE =
  /^(date_time_(input|output)_format|output_format_(json|csv|tsv|pretty|native|binary|decimal|write)_\w+|join_use_nulls|aggregate_functions_null_for_empty|session_timezone|max_block_size|limit|offset|log_comment|log_queries|extremes|group_by_use_nulls|prefer_column_name_to_alias|union_default_mode|result_overflow_mode|timeout_overflow_mode|read_overflow_mode|use_uncompressed_cache|cast_keep_nullable|allow_experimental_analyzer|enable_analyzer|show_table_uuid_in_table_create_query_if_not_nil|select_sequential_consistency|output_format_native_write_json_as_string|allow_experimental_\w+_type|enable_\w+_type)$/;

// Break, the other way, would answer in part and not say so.
const OVERFLOW = /_overflow_mode$/;

/** Statements that bring a session's settings to the limits and to what the caller wishes, and then close it. */
export function toSetStatements(wishes: ReadonlyMap<string, string>): string {
  const settings = new Map<string, string>(Object.entries(LIMITS).map(([name, value]) => [name, String(value)]));
  for (const [name, value] of wishes) settings.set(name, toAllowed(name, value));
  return [...settings].map(([name, value]) => `set ${name} = ${quote(value)}`).join("; ");
}

/** A limit may be lowered; one that is wished higher, or away (0), stays where it is: drivers ask by habit. */
function toAllowed(name: string, value: string): string {
  if (Object.hasOwn(LIMITS, name)) {
    const limit = LIMITS[name as keyof typeof LIMITS];
    const wished = Number(value);
    return Number.isFinite(wished) && wished > 0 ? String(Math.min(wished, limit)) : String(limit);
  }
  if (OVERFLOW.test(name) && value !== "throw") {
    throw ClickHouseException.refuse("READONLY", `Setting ${name} can only be 'throw' here: no partial results`);
  }
  if (FREE.test(name)) return value;
  throw ClickHouseException.refuse("READONLY", `Cannot modify '${name}' setting in readonly mode`);
}

/** As a literal of ClickHouse's SQL. */
export function quote(text: string): string {
  return `'${text.replace(/[\\']/g, (character) => `\\${character}`)}'`;
}
