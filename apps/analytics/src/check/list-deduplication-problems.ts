import type { ClickHouseClient } from "@clickhouse/client";
import { defineQuery } from "@pointsman/warehouse/define-query";
import { z } from "zod";

const eventTable = defineQuery({
  name: "event_table",
  sql: `
    select engine, engine_full from system.tables
    where database = currentDatabase() and name = 'lead_event_v2'`,
  params: z.object({}),
  row: z.object({ engine: z.string(), engineFull: z.string() }).readonly(),
});

/**
 * Why a repeated event might count twice, a phrase each; empty: it cannot. The table must replace rows by event id, and
 * remember the tokens of what was inserted: plain tables do not by default.
 */
export async function listDeduplicationProblems(client: ClickHouseClient): Promise<readonly string[]> {
  const [table] = await eventTable.run(client, {});
  if (table === undefined) return ["there is no table lead_event_v2"];
  return [
    ...(table.engine.endsWith("ReplacingMergeTree")
      ? []
      : [`lead_event_v2 has the engine ${table.engine}, expected ReplacingMergeTree`]),
    ...(hasWindow(table) ? [] : ["lead_event_v2 has a deduplication window of 0, expected 1000"]),
  ];
}

function hasWindow({ engine, engineFull }: { readonly engine: string; readonly engineFull: string }): boolean {
  const isReplicated = /^(Replicated|Shared)/.test(engine);
  const setting = isReplicated ? "replicated_deduplication_window" : "non_replicated_deduplication_window";
  const value = new RegExp(`\\b${setting} = (\\d+)`).exec(engineFull)?.[1];
  return value === undefined ? isReplicated : Number(value) > 0;
}
