import { cloneTemplate, type PostgresTemplate } from "@pointsman/testkit/postgres";
import "@pointsman/testkit/postgres-global-setup";
import { inject } from "vitest";

import { connect, type Db, type Tx } from "../src/connect.ts";

/** A migrated database of its own, and a pool on it. */
export type TestStore = AsyncDisposable & { readonly db: Db; readonly url: string };

/** Clones the template of this run. Dropped at the end of an `await using` block. */
export async function openTestStore(maxConnections = 4): Promise<TestStore> {
  const template: PostgresTemplate = inject("postgresTemplate");
  const database = await cloneTemplate(template);
  const db = connect({ url: database.url, maxConnections, applicationName: "store-test" });
  return {
    db,
    url: database.url,
    [Symbol.asyncDispose]: async () => {
      await db.destroy();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** Runs `work` in a transaction that is rolled back, so that tests which do damage can share a database. */
export async function inRollback(db: Db, work: (tx: Tx) => Promise<void>): Promise<void> {
  const tx = await db.startTransaction().execute();
  try {
    await work(tx);
  } finally {
    await tx.rollback().execute();
  }
}
