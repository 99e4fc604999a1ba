import { sql } from "kysely";

import type { ServiceContext } from "../context.ts";

/** How the service is; rejects where its database does not answer. */
export async function checkHealth({ db, batcher }: Pick<ServiceContext, "db" | "batcher">) {
  await sql`select 1`.execute(db);
  return { status: "ok" as const, waitingLeads: batcher.depth };
}
