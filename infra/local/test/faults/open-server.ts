import { randomInt } from "node:crypto";

import { migrate } from "@pointsman/store/migrate";
import {
  createTemplate,
  startTestPostgres,
  type PostgresTemplate,
  type TestPostgres,
} from "@pointsman/testkit/postgres";

/** Another one each time, unless FAULTS_SEED says which; the names of the tests tell it. */
export const SEED = Number(process.env["FAULTS_SEED"] ?? randomInt(1_000_000));

/** A Postgres that may be killed, and its migrated template. */
export async function openServer(): Promise<
  AsyncDisposable & { readonly server: TestPostgres; readonly template: PostgresTemplate }
> {
  const server = await startTestPostgres();
  return {
    server,
    template: await createTemplate(server.adminUrl, migrate),
    [Symbol.asyncDispose]: async () => server[Symbol.asyncDispose](),
  };
}
