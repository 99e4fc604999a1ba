import type { AccountId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** The accounts that have each of these domains, in id order. */
export async function findIdsByDomain(
  db: Db,
  domains: readonly string[],
): Promise<ReadonlyMap<string, readonly AccountId[]>> {
  if (domains.length === 0) return new Map();
  const rows = await db
    .selectFrom("account_domain")
    .select(["domain", "account_id as id"])
    .where("domain", "=", sql<string>`any(${domains}::text[])`)
    .orderBy("account_id")
    .execute();
  const byDomain = Map.groupBy(rows, ({ domain }) => domain);
  return new Map([...byDomain].map(([domain, found]) => [domain, found.map(({ id }) => id)]));
}
