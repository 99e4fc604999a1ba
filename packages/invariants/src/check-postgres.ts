import type { Timestamp } from "@pointsman/contracts/primitive";
import type { Db } from "@pointsman/store/connect";

import { checkRuleSets } from "./check-rule-sets.ts";
import { checkStore } from "./check-store.ts";
import { checkWaiting } from "./check-waiting.ts";
import type { Finding } from "./finding.ts";
import { replayDecisions, type SweepOptions } from "./replay-decisions.ts";

export interface CheckOptions extends SweepOptions {
  /** The clock of whoever routes: who is there then, and what is due. */
  readonly now: Timestamp;
}

/**
 * Checks every invariant that Postgres alone can prove or refute: by query, and by making each decision again. Takes no
 * locks, so it may run on a busy database; reads everything there is.
 *
 * @throws AppError `UNAVAILABLE` when the process is about to end.
 */
export async function checkPostgres(db: Db, { now, ...options }: CheckOptions): Promise<readonly Finding[]> {
  return [
    ...(await checkStore(db)),
    await checkWaiting(db, now),
    await checkRuleSets(db),
    ...(await replayDecisions(db, options)),
  ];
}
