import type { Db } from "@pointsman/store/connect";

import { checkRuleSets } from "./check-rule-sets.ts";
import { checkStore } from "./check-store.ts";
import type { Finding } from "./finding.ts";
import { replayDecisions, type SweepOptions } from "./replay-decisions.ts";

/**
 * Checks every invariant that Postgres alone can prove or refute: by query, and by making each decision again. Takes no
 * locks, so it may run on a busy database; reads everything there is.
 *
 * @throws AppError `UNAVAILABLE` when the process is about to end.
 */
export async function checkPostgres(db: Db, options: SweepOptions): Promise<readonly Finding[]> {
  return [...(await checkStore(db)), await checkRuleSets(db), ...(await replayDecisions(db, options))];
}
