import { parseServerUrl } from "../config.ts";
import { migrateServer } from "../open-warehouse.ts";

/** `node apps/analytics/src/commands/migrate-warehouse.ts`: brings the ClickHouse server of CLICKHOUSE_URL up to date. */
const applied = await migrateServer(parseServerUrl(process.env));
process.stdout.write(applied.length === 0 ? "The warehouse is up to date.\n" : `Applied: ${applied.join(", ")}\n`);
