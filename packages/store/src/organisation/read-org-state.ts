import { sql, type RawBuilder } from "kysely";

import type { Db } from "../connect.ts";
import { LEADS_WAIT } from "../leads/leads-wait.ts";
import { prepared } from "../prepared.ts";

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

/** Any number; in the key space of two, where `lockEmails` with its hashes cannot meet it. */
const LOCK_CLASS = 7_046;

/** Reads the one row of `org_state`. */
export async function readOrgState(db: Db, options: { readonly lock: OrgLock }): Promise<OrgState> {
  if (options.lock !== "none") await lockOrgState(options.lock).execute(db);
  return db
    .selectFrom("org_state")
    .select(["revision", "active_rule_set_version as activeRuleSetVersion"])
    .select(LEADS_WAIT.as("leadsWait"))
    .executeTakeFirstOrThrow();
}

/**
 * The statement that takes the lock, until the end of the transaction. What it protects is to be read after it, not with
 * it. It is a lock by number because that one queues: shared locks of the row let each newcomer pass, so that batches
 * which overlap without a gap would keep a publication waiting for ever; and each of them would write the row.
 */
export function lockOrgState(lock: Exclude<OrgLock, "none">): RawBuilder<unknown> {
  return lock === "share"
    ? sql`${prepared("lock_org_state")} select pg_advisory_xact_lock_shared(${LOCK_CLASS}::int, 0)`
    : sql`select pg_advisory_xact_lock(${LOCK_CLASS}::int, 0)`;
}
