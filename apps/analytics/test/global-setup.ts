import { migrate } from "@pointsman/store/migrate";
import { createPostgresSetup } from "@pointsman/testkit/postgres-global-setup";

export const setup = createPostgresSetup(migrate);
