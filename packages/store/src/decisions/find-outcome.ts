import type { Outcome } from "@pointsman/contracts/decision";

import type { Db } from "../connect.ts";
import type { DecisionKey } from "./find-decisions.ts";

/** What became of the lead by one decision, without why; undefined: there is no such decision. */
export async function findOutcome(db: Db, { leadId, epoch }: DecisionKey): Promise<Outcome | undefined> {
  const row = await db
    .selectFrom("all_decision")
    .select("outcome")
    .where("lead_id", "=", leadId)
    .where("epoch", "=", epoch)
    .executeTakeFirst();
  return row?.outcome;
}
