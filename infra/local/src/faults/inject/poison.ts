import type { LeadId } from "@pointsman/contracts/id";
import type { Violation } from "@pointsman/invariants/finding";
import { sql } from "kysely";

import { openBed, type Bed } from "../bed/bed.ts";
import { toFinding } from "../bed/check-log.ts";
import { TO_WEST } from "../bed/organisation.ts";
import { makeLead, sendLead } from "../bed/send-leads.ts";
import type { Fault } from "../fault.ts";

/** Whoever is given such a lead makes Postgres refuse the whole statement, and with it the whole batch. */
const POISON = `
  create function poison() returns trigger language plpgsql as $$
  begin
    raise exception 'lead % is poison', new.lead_id using errcode = '22012';
  end $$;
  create trigger poison before insert on assignment
    for each row when (new.lead_id like 'lead_poison%') execute function poison()`;

/** F8: some leads make every batch fail that they are in. They end parked or refused; nobody else notices. */
export const poison: Fault = {
  name: "poison",
  number: "F8",
  does: "leads that Postgres refuses to have assigned, in batches with good ones",
  run: async ({ size, note, ...options }) => {
    await using bed = await openBed(options);
    await bed.tamper(POISON);
    const rounds = size === "short" ? 3 : 40;
    for (let round = 0; round < rounds; round += 1) {
      const names = Array.from({ length: 40 }, (_, index) => `${index < 2 ? "poison" : "good"}-${round}-${index}`);
      await Promise.all(
        bed.random
          .shuffle(names)
          .map(async (name) => sendLead({ ...bed.toBoth, givesUpAfter: 4 }, makeLead(name, TO_WEST), bed.random)),
      );
    }
    const poisoned = [...bed.log.leads].filter(([leadId]) => isPoison(leadId));
    const parked = poisoned.filter(([, { answer }]) => answer?.state === "parked").length;
    note(`${poisoned.length} poison leads: ${parked} parked, ${poisoned.length - parked} refused`);
    return [...(await bed.check()), await checkPoison(bed), checkGood(bed)];
  },
};

function isPoison(leadId: LeadId): boolean {
  return leadId.startsWith("lead_poison");
}

/** A poison lead is parked with the reason `error`, or it was refused and is not on file: never half of it. */
async function checkPoison({ db, log }: Bed) {
  const { rows } = await sql<{ readonly id: LeadId; readonly state: string; readonly reason: string | null }>`
    select lead.id, state, outcome ->> 'reason' as reason
    from lead left join decision on decision.lead_id = lead.id and decision.epoch = lead.epoch
    where lead.id like 'lead_poison%'`.execute(db);
  const onFile = new Map(rows.map((row) => [row.id, row]));
  const violations = [...log.leads].flatMap(([leadId, { answer, refusal }]): readonly Violation[] => {
    if (!isPoison(leadId)) return [];
    const row = onFile.get(leadId);
    const isParked = row?.state === "parked" && row.reason === "error" && answer?.state === "parked";
    const isRefused = row === undefined && refusal !== null;
    return isParked || isRefused ? [] : [{ leadId, refusal, answered: answer?.state ?? null, ...row }];
  });
  return toFinding("F8", "poison-is-parked-or-refused", { violations });
}

function checkGood({ log }: Bed) {
  const violations = [...log.leads].flatMap(([leadId, { answer, refusal }]): readonly Violation[] =>
    isPoison(leadId) || answer?.state === "assigned" ? [] : [{ leadId, refusal }],
  );
  return toFinding("F8", "others-are-not-affected", { checked: log.leads.size, violations });
}
