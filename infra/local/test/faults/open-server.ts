import { migrate } from "@pointsman/store/migrate";
import {
  createTemplate,
  startTestPostgres,
  type PostgresTemplate,
  type TestPostgres,
} from "@pointsman/testkit/postgres";

/** The same each time, unless FAULTS_SEED says which; `npm run faults` draws another each time. */
export const SEED = Number(process.env["FAULTS_SEED"] ?? 4_711);

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
