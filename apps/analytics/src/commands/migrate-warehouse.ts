import { parseMigrationTarget } from "../config.ts";
import { migrateServer } from "../open-warehouse.ts";

/** `node apps/analytics/src/commands/migrate-warehouse.ts`: brings the ClickHouse server of CLICKHOUSE_URL, and all of CLICKHOUSE_CLUSTER, up to date. */
const { url, cluster } = parseMigrationTarget(process.env);
const applied = await migrateServer(url, cluster);
process.stdout.write(applied.length === 0 ? "The warehouse is up to date.\n" : `Applied: ${applied.join(", ")}\n`);
