import type { ClickHouseClient } from "@clickhouse/client";
import type { Finding } from "@pointsman/invariants/finding";

import { listDeduplicationProblems } from "./list-deduplication-problems.ts";

/** The warehouse counts an event once, however often it is sent. */
export async function checkDeduplication(client: ClickHouseClient): Promise<Finding> {
  const problems = await listDeduplicationProblems(client);
  return {
    invariant: "I-23",
    name: "warehouse-drops-repeats",
    ok: problems.length === 0,
    detail: "The event table replaces by event id and has a deduplication window.",
    violations: problems.map((problem) => ({ problem })),
  };
}
