import type { PartnerId, PoolId, QueueId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Db } from "../connect.ts";

/** What refers to something, in the plural: `territories`; with at most 20 of their ids. */
export type Use = { readonly what: string; readonly ids: readonly string[] };

/** Territories that name the pool, and whether it has given leads, whose decisions are made again by its ledger. */
export async function findUsesOfPool(db: Db, id: PoolId): Promise<readonly Use[]> {
  return [
    await use(
      db,
      "territories",
      sql`select id from territory
          where pool_id = ${id} or segment_pools @> ${JSON.stringify([{ poolId: id }])}::jsonb`,
    ),
    await use(db, "decisions", sql`select lead_id as id from all_decision where pool_id = ${id}`),
    await use(db, "corrections of its ledger", sql`select id::text as id from credit_correction where pool_id = ${id}`),
  ];
}

/** Leads that are parked in it. */
export async function findUsesOfQueue(db: Db, id: QueueId): Promise<readonly Use[]> {
  return [
    await use(
      db,
      "parked leads",
      sql`select lead.id from lead
          join decision on decision.lead_id = lead.id and decision.epoch = lead.epoch
          where lead.state = 'parked' and decision.outcome ->> 'queueId' = ${id}`,
    ),
  ];
}

/** Leads that are put down to him. Reads through all leads where there are none. */
export async function findUsesOfPartner(db: Db, id: PartnerId): Promise<readonly Use[]> {
  return [await use(db, "leads", sql`select id from all_lead where partner_id = ${id}`)];
}

async function use(db: Db, what: string, select: ReturnType<typeof sql>): Promise<Use> {
  const { rows } = await sql<{ readonly id: string }>`select id from (${select}) as uses limit 20`.execute(db);
  return { what, ids: rows.map(({ id }) => id) };
}
