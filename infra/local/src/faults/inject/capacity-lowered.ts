import type { RepId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import { openBed, type Bed } from "../bed/bed.ts";
import { toFinding } from "../bed/check-log.ts";
import { ANN, ann } from "../bed/organisation.ts";
import { goOnFor, underLoad } from "../bed/send-leads.ts";
import { until } from "../bed/until.ts";
import type { Fault } from "../fault.ts";

/** F17: a rep's capacity goes down under load, below what he has. From the answer on he is given nothing. */
export const capacityLowered: Fault = {
  name: "capacity-lowered",
  number: "F17",
  does: "a rep's capacity is lowered below his load, and raised again, while leads come in",
  run: async ({ size, note, ...options }) => {
    await using bed = await openBed(options);
    const rounds = size === "short" ? 2 : 30;
    const lowered: { readonly before: number; readonly after: number; readonly capacity: number }[] = [];
    await underLoad(bed.toBoth, bed.seed, async () => {
      for (let round = 0; round < rounds; round += 1) {
        const start = await countOpen(bed, ANN);
        await until("he has some more leads", async () => (await countOpen(bed, ANN)) > start + 2, options.signal);
        const capacity = bed.random.int(1, start + 1);
        await bed.random.pick([bed.first, bed.second]).api.reps.upsert.mutate({ reps: [{ ...ann, capacity }] });
        const before = await countOpen(bed, ANN);
        await goOnFor(bed.toBoth, 40);
        lowered.push({ before, after: await countOpen(bed, ANN), capacity });
        await bed.first.api.reps.upsert.mutate({ reps: [ann] });
      }
    });
    note(`lowered to ${lowered.map(({ before, capacity }) => `${capacity} at ${before} open`).join(", ")}`);
    const violations = lowered.filter(({ before, after }) => after > before);
    return [...(await bed.check()), toFinding("F17", "nothing-above-the-lowered-cap", { violations })];
  },
};

async function countOpen({ db }: Bed, repId: RepId): Promise<number> {
  const { rows } = await sql<{ readonly leads: number }>`
    select count(*) as leads from assignment where rep_id = ${repId} and ended_at is null`.execute(db);
  return rows[0]?.leads ?? 0;
}
