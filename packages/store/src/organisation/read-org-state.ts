import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** Which organisation and which rules are in force. */
export type OrgState = {
  readonly revision: number;
  /** Null until the first rule set is published. */
  readonly activeRuleSetVersion: number | null;
  /** Some lead waits for somebody to have room. */
  readonly leadsWait: boolean;
};

/**
 * - `share`: changes of the organisation wait until the transaction ends; what a routing batch takes, first of all locks
 * - `update`: batches wait too; for a change that reads pools before it writes, so that it locks in the same order
 * - `none`: a look, e.g. to see whether a cached organisation is still the present one
 */
export type OrgLock = "share" | "update" | "none";

// Asked with every batch, at no round trip of its own; the index behind it is empty while nothing waits.
const LEADS_WAIT = sql<boolean>`exists (select from lead where waits_for is not null)`;

/** Reads the one row of `org_state`. */
export async function readOrgState(db: Db, options: { readonly lock: OrgLock }): Promise<OrgState> {
  const query = db
    .selectFrom("org_state")
    .select(["revision", "active_rule_set_version as activeRuleSetVersion"])
    .select(LEADS_WAIT.as("leadsWait"));
  const locking = { share: query.forShare(), update: query.forUpdate(), none: query } as const;
  return locking[options.lock].executeTakeFirstOrThrow();
}
