import { AppError } from "@pointsman/contracts/error";
import { sql } from "kysely";

import type { ServiceContext } from "../context.ts";

/** How the service is; rejects where one of its databases does not answer. */
export async function checkHealth({ db, warehouse, relay }: Pick<ServiceContext, "db" | "warehouse" | "relay">) {
  await sql`select 1`.execute(db);
  const ping = await warehouse.ping();
  if (!ping.success) throw new AppError("UNAVAILABLE", "The warehouse does not answer.");
  return { status: "ok" as const, relay: relay.state.kind };
}
