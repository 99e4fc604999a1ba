import { setTimeout as pause } from "node:timers/promises";

import { tellActor } from "./audit/act-as.ts";
import type { Db, Tx } from "./connect.ts";
import { isRetryable } from "./is-retryable.ts";

const MAX_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 4;

/**
 * Runs `work` in one transaction and commits. After a deadlock or a serialization failure the whole of `work` runs
 * again, up to 6 times with growing pauses (4 to 64 ms); so it must do nothing but work on `tx` and compute. Where `db` is a
 * transaction already, `work` is a part of that one, which commits and repeats it. Where `db` is of `actAs`, its changes are
 * put down to who acts.
 *
 * @param chance gives numbers from 0 to 1 by which the pauses vary, from half to the whole of them, so that two who met do
 * not meet again; without it they are whole
 */
export async function inTransaction<T>(
  db: Db,
  work: (tx: Tx) => Promise<T>,
  chance: () => number = () => 1,
): Promise<T> {
  if (isTx(db)) return work(db);
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(async (tx) => {
        await tellActor(db, tx);
        return work(tx);
      });
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isRetryable(error)) throw error;
      await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + chance() / 2));
    }
  }
}

function isTx(db: Db): db is Tx {
  return db.isTransaction;
}
