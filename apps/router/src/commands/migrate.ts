import { migrate } from "@pointsman/store/migrate";

import { parseCommandConfig } from "./command-config.ts";

/** `node apps/router/src/commands/migrate.ts`: brings the database of DATABASE_URL up to date. */
const { DATABASE_URL } = parseCommandConfig(process.env);
const applied = await migrate(DATABASE_URL);
process.stdout.write(applied.length === 0 ? "The database is up to date.\n" : `Applied: ${applied.join(", ")}\n`);
