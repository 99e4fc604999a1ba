import { connect } from "@pointsman/store/connect";
import { migrate } from "@pointsman/store/migrate";

import { readAccountNames } from "../routing/read-account-names.ts";
import { parseCommandConfig } from "./command-config.ts";

/**
 * `node apps/router/src/commands/migrate.ts`: brings the database of DATABASE_URL up to date, the names of the accounts in
 * it included, where this version reads them otherwise than the last.
 */
const { DATABASE_URL } = parseCommandConfig(process.env);
const applied = await migrate(DATABASE_URL);
process.stdout.write(applied.length === 0 ? "The database is up to date.\n" : `Applied: ${applied.join(", ")}\n`);
await using db = connect({ url: DATABASE_URL, maxConnections: 1, applicationName: "pointsman-migrate" });
const read = await readAccountNames(db);
if (read > 0) process.stdout.write(`Read the names of ${read} accounts.\n`);
