import { sql } from "kysely";

import type { Db } from "../connect.ts";
import { EVENT_CHECKS } from "./event-checks.ts";
import { IDENTITY_CHECKS } from "./identity-checks.ts";
import { LEAD_CHECKS } from "./lead-checks.ts";
import { POOL_CHECKS } from "./pool-checks.ts";
import type { StoreCheck } from "./store-check.ts";

/** All invariants that the store can check by itself. */
export const STORE_CHECKS: readonly StoreCheck[] = [
  ...IDENTITY_CHECKS,
  ...LEAD_CHECKS,
  ...POOL_CHECKS,
  ...EVENT_CHECKS,
];

/** Enough to see what is wrong; a broken invariant may have millions of rows. */
const MAX_VIOLATIONS = 20;

export type CheckResult = {
  readonly name: string;
  readonly invariant: string;
  /** At most 20 rows of the check's query; empty: the invariant holds. */
  readonly violations: readonly Readonly<Record<string, unknown>>[];
};

/** Runs every check, each on its own snapshot: safe while leads are routed. Reads whole tables, so not for a hot path. */
export async function runStoreChecks(db: Db): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of STORE_CHECKS) {
    const query = sql<
      Record<string, unknown>
    >`select * from (${sql.raw(check.sql)}) as violation limit ${MAX_VIOLATIONS}`;
    const { rows } = await query.execute(db);
    results.push({ name: check.name, invariant: check.invariant, violations: rows });
  }
  return results;
}
