import { writeFile } from "node:fs/promises";

import { createEmptyDatabase, startTestPostgres } from "@pointsman/testkit/postgres";

import { connect } from "../src/connect.ts";
import { migrate } from "../src/migrate.ts";
import { dumpSchema } from "../src/schema-dump.ts";

// Rewrites schema.sql: migrates an empty database on a server of its own and writes down what came of it.
await using server = await startTestPostgres();
await using database = await createEmptyDatabase(server.adminUrl);
await using db = connect({ url: database.url, maxConnections: 1, applicationName: "schema-dump" });
await migrate(db);
await writeFile(new URL("../schema.sql", import.meta.url), await dumpSchema(db));
