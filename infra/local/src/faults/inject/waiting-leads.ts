import type { LeadId } from "@pointsman/contracts/id";
import type { Violation } from "@pointsman/invariants/finding";
import { sql } from "kysely";

import { openBed, type Bed } from "../bed/bed.ts";
import { toFinding } from "../bed/check-log.ts";
import { SMALL_CAPACITY } from "../bed/organisation.ts";
import { until } from "../bed/until.ts";
import type { Fault } from "../fault.ts";
import { fillPool, SUBMITTERS } from "./small-pool.ts";

/** Leads of a full pool wait; as its reps get done with some, those who waited longest take their places. */
export const waitingLeads: Fault = {
  name: "waiting-leads",
  number: "S15",
  does: `${SUBMITTERS - SMALL_CAPACITY} leads wait for a full pool, whose reps get done with a few at a time`,
  run: async ({ note, ...options }) => {
    await using bed = await openBed(options);
    await fillPool(bed);
    const overtaken: Violation[] = [];
    let steps = 0;
    for (let left = SUBMITTERS - SMALL_CAPACITY; left > 0; steps += 1) {
      const freed = bed.random.int(1, 7);
      left = Math.max(0, left - freed);
      await convertSome(bed, freed);
      await until(`${left} leads are left waiting`, async () => (await countWaiting(bed)) <= left, options.signal);
      overtaken.push(...(await listOvertaken(bed)));
    }
    note(`all placed in ${steps} steps`);
    return [...(await bed.check()), toFinding("S15", "oldest-first", { checked: steps, violations: overtaken })];
  },
};

/** Some leads that somebody of the small pool has become opportunities. */
export async function convertSome({ db, second }: Bed, count: number): Promise<void> {
  const { rows } = await sql<{ readonly id: LeadId }>`
    select lead_id as id from assignment where pool_id = 'pool_small' and ended_at is null
    order by lead_id limit ${count}`.execute(db);
  await Promise.all(rows.map(async ({ id }) => second.api.leads.convert.mutate({ leadId: id })));
}

async function countWaiting({ db }: Bed): Promise<number> {
  const { rows } = await sql<{ readonly leads: number }>`
    select count(*) as leads from lead where state = 'parked'`.execute(db);
  return rows[0]?.leads ?? 0;
}

/** Leads that still wait although a younger one that waited too was placed. */
async function listOvertaken({ db }: Bed): Promise<readonly Violation[]> {
  const { rows } = await sql<Violation>`
    select waiting.id as "leadId", waiting.received_at as "receivedAt"
    from lead as waiting
    where waiting.state = 'parked' and waiting.received_at < (
      select max(placed.received_at) from lead as placed where placed.state <> 'parked' and placed.epoch > 1)`.execute(
    db,
  );
  return rows;
}
