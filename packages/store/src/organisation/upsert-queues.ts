import type { Queue } from "@pointsman/contracts/organisation";
import { sql } from "kysely";

import type { Tx } from "../connect.ts";
import { toRecordset } from "../recordset.ts";
import { assertDistinct, assertReferences } from "./assert-references.ts";
import { bumpRevision } from "./bump-revision.ts";

/** Adds or replaces queues. Throws `INVALID_INPUT` for an unknown owner (`queues.0.ownerRepId`) and for a queue given twice. */
export async function upsertQueues(tx: Tx, queues: readonly Queue[]): Promise<void> {
  if (queues.length === 0) return;
  await bumpRevision(tx);
  assertDistinct(queues.map(({ id }, index) => ({ field: `queues.${index}.id`, id })));
  await assertReferences(tx, "rep", {
    list: queues.map(({ ownerRepId }, index) => ({ field: `queues.${index}.ownerRepId`, id: ownerRepId })),
  });
  await sql`
    insert into queue (id, name, owner_rep_id)
    select id, name, "ownerRepId"
    from json_to_recordset(${toRecordset(queues)}::json) as r (id text, name text, "ownerRepId" text)
    on conflict (id) do update set name = excluded.name, owner_rep_id = excluded.owner_rep_id`.execute(tx);
}
