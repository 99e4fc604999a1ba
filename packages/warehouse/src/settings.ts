import type { ClickHouseSettings } from "@clickhouse/client";

/*
 * Every setting that our results depend on, sent with each request: defaults change between releases (insert
 * deduplication did in 26.2) and can be overridden by a server profile. It matters in process too: chDB applies a
 * request's settings with SET, so that they stay on for the requests after it. In particular a deduplication token
 * left behind would silently swallow a later insert that sends none; hence no insert without `toInsertSettings`.
 */

/** For queries: numbers as numbers, times as `Timestamp` strings, NaN as null, joins filled with defaults. */
export const READ_SETTINGS = {
  date_time_output_format: "iso",
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_decimals: 0,
  output_format_json_quote_denormals: 0,
  aggregate_functions_null_for_empty: 0,
  join_use_nulls: 0,
  force_grouping_standard_compatibility: 1,
  // Every sort key begins with the time that its partition is made of: no row has its double in another one.
  do_not_merge_across_partitions_select_final: 1,
  // An error in the middle of a result would otherwise come after a 200.
  wait_end_of_query: 1,
} as const satisfies ClickHouseSettings;

/** For inserts: acknowledged only when written, all rows in one block, once a token, nothing guessed or skipped. */
export function toInsertSettings(deduplicationToken: string): ClickHouseSettings {
  return {
    insert_deduplication_token: deduplicationToken,
    insert_deduplicate: 1,
    // Overrides insert_deduplicate since 26.2.
    deduplicate_insert: "enable",
    // Overrides both since 26.1 where rows come from a select. By default it drops repeats only of a result that the engine
    // knows to be stable; the token says that it is.
    deduplicate_insert_select: "enable_even_for_bad_queries",
    async_insert: 0,
    wait_for_async_insert: 1,
    wait_end_of_query: 1,
    // The token covers a block: parallel parsing may cut the body into several.
    input_format_parallel_parsing: 0,
    date_time_input_format: "best_effort",
    // Null is \N, which is not pinned: as a setting it would mean another text in process than on a server.
    input_format_tsv_empty_as_default: 0,
    input_format_skip_unknown_fields: 0,
    input_format_null_as_default: 0,
    input_format_defaults_for_omitted_fields: 1,
    input_format_allow_errors_num: "0",
    input_format_allow_errors_ratio: 0,
    // A batch of a backlog may reach over more months than the 100 that are allowed by default.
    max_partitions_per_insert_block: "1000",
  };
}

/** 50,000 rows of a batch stand in its statement, a few hundred bytes each, and must come out as one block. */
export const ROWS_IN_STATEMENT = {
  max_query_size: String(256 * 1024 * 1024),
  max_insert_threads: "1",
  max_block_size: "65409",
} as const satisfies ClickHouseSettings;

/** For inserts of what is read from other tables: rows replace by version, so that nothing need be remembered. */
export function toFoldSettings(): ClickHouseSettings {
  return {
    ...toInsertSettings(""),
    insert_deduplicate: 0,
    deduplicate_insert: "disable",
    deduplicate_insert_select: "disable",
    // The ids of a batch stand in the statement: 50,000 of them are 3.5 MB.
    max_query_size: String(16 * 1024 * 1024),
    do_not_merge_across_partitions_select_final: 1,
  };
}
