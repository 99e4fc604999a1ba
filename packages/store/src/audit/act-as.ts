import type { AuditActor } from "@pointsman/contracts/audit";
import { sql } from "kysely";

import type { Db, Tx } from "../connect.ts";

type Deed = { readonly actor: AuditActor; readonly action: string };

const DEEDS = new WeakMap<Db, Deed>();

/** The same pool for one who acts: what a transaction of `inTransaction` changes there is put down to him. */
export function actAs(db: Db, actor: AuditActor, action: string): Db {
  if (db.isTransaction) throw new Error("Who acts is said before the transaction begins");
  const acting = db.withoutPlugins(); // another object, on the same pool
  DEEDS.set(acting, { actor, action });
  return acting;
}

/** Tells Postgres, until the end of the transaction, who acts: its triggers note every change (migration 0030). */
export async function tellActor(db: Db, tx: Tx): Promise<void> {
  const deed = DEEDS.get(db);
  if (deed === undefined) return;
  await sql`
    select set_config('pointsman.actor', ${JSON.stringify(deed.actor)}, true),
           set_config('pointsman.action', ${deed.action}, true)`.execute(tx);
}
