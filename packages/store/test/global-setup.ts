import { createPostgresSetup } from "@pointsman/testkit/postgres-global-setup";

import { migrate } from "../src/migrate.ts";

export const setup = createPostgresSetup(migrate);
