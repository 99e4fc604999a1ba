import type { ClickHouseClient } from "@clickhouse/client";
import type { Need } from "@pointsman/rpc/readiness";
import { describeSchemaGap } from "@pointsman/store/check/describe-schema-gap";
import type { Db } from "@pointsman/store/connect";
import type { Migration } from "@pointsman/store/migrate";
import { listPendingMigrations } from "@pointsman/warehouse/migrate";

/** What the analytics service cannot answer without: both databases, each with its newest schema. */
export function listNeeds(db: Db, warehouse: ClickHouseClient, migrations: readonly Migration[]): readonly Need[] {
  return [
    { check: async () => describeSchemaGap(db, migrations), otherwise: "The database does not answer." },
    { check: async () => describeWarehouseGap(warehouse), otherwise: "The warehouse does not answer." },
  ];
}

async function describeWarehouseGap(warehouse: ClickHouseClient): Promise<string | null> {
  const pending = await listPendingMigrations(warehouse);
  return pending.length === 0 ? null : `Migrations of the warehouse are missing: ${pending.join(", ")}.`;
}
