import type { LeadId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";
import type { Violation } from "@pointsman/invariants/finding";
import { sql } from "kysely";

import { openBed, type Bed } from "../bed/bed.ts";
import { toFinding } from "../bed/check-log.ts";
import { SMALL_CAPACITY, TO_SMALL, TO_WEST } from "../bed/organisation.ts";
import { makeLead, sendLead } from "../bed/send-leads.ts";
import { until } from "../bed/until.ts";
import type { Fault } from "../fault.ts";
import { convertSome } from "./waiting-leads.ts";

/** Whoever is given such a lead makes Postgres refuse the whole statement, and with it the whole batch. */
const POISON = `
  create function poison() returns trigger language plpgsql as $$
  begin
    raise exception 'lead % is poison', new.lead_id using errcode = '22012';
  end $$;
  create trigger poison before insert on assignment
    for each row when (new.lead_id like 'lead_poison%') execute function poison()`;

const ROUND = 40;

/** Leads that wait for the small pool; some of them would be refused by Postgres if they got a place. */
const LINE = 12;

/**
 * F8: some leads make every batch fail that they are in, as new ones and as ones on file that wait and come before the new
 * ones. They end parked or refused; nobody else notices.
 */
export const poison: Fault = {
  name: "poison",
  number: "F8",
  does: "leads that Postgres refuses to have assigned, in batches with good ones",
  run: async ({ size, note, ...options }) => {
    await using bed = await openBed(options);
    await bed.tamper(POISON);
    for (let round = 0; round < (size === "short" ? 3 : 40); round += 1) {
      await sendMixed(bed, { name: `west-${round}`, country: TO_WEST, leads: ROUND });
    }
    await sendMixed(bed, { name: "fill", country: TO_SMALL, leads: SMALL_CAPACITY + 3 });
    for (let round = 0; round < (size === "short" ? 2 : 15); round += 1) await freeSome(bed, round);
    const poisoned = [...bed.log.leads].filter(([leadId]) => isPoison(leadId));
    const parked = poisoned.filter(([, { answer }]) => answer?.state === "parked").length;
    note(`${poisoned.length} poison leads: ${parked} parked, ${poisoned.length - parked} refused`);
    note(`${await countFailedInLine(bed)} of them were in the line`);
    return [...(await bed.check()), await checkPoison(bed), checkGood(bed)];
  },
};

/** Leads of which two in forty, or one in six of a short line, are poison, all at once. */
async function sendMixed(
  { toBoth, random }: Bed,
  { name, country, leads }: { readonly name: string; readonly country: string; readonly leads: number },
): Promise<void> {
  const names = Array.from({ length: leads }, (_, index) => `${index < 2 ? "poison" : "good"}-${name}-${index}`);
  await Promise.all(
    random
      .shuffle(names)
      .map(async (lead) => sendLead({ ...toBoth, givesUpAfter: 4 }, makeLead(lead, country), random)),
  );
}

/** Reps get done with leads of a full pool while new ones come in: the batches of these begin with leads that wait. */
async function freeSome(bed: Bed, round: number): Promise<void> {
  await sendMixed(bed, { name: `line-${round}`, country: TO_SMALL, leads: LINE });
  await Promise.all([
    convertSome(bed, SMALL_CAPACITY - 1),
    sendMixed(bed, { name: `new-${round}`, country: TO_SMALL, leads: LINE }),
  ]);
  await until("the places are taken again", async () => (await countSmall(bed)) === SMALL_CAPACITY, bed.toBoth.signal);
}

/** Parked as an error after they had waited. */
async function countFailedInLine({ db }: Bed): Promise<number> {
  const { rows } = await sql<{ readonly leads: number }>`
    select count(*) as leads from lead_failure where epoch > 1`.execute(db);
  return rows[0]?.leads ?? 0;
}

async function countSmall({ db }: Bed): Promise<number> {
  const { rows } = await sql<{ readonly leads: number }>`
    select count(*) as leads from assignment join pool_member using (pool_id, rep_id)
    where pool_id = 'pool_small' and ended_at is null`.execute(db);
  return rows[0]?.leads ?? 0;
}

function isPoison(leadId: LeadId): boolean {
  return leadId.startsWith("lead_poison");
}

/** A poison lead is parked with the reason `error`, or it was refused and is not on file, or it never got a place: never half of it. */
async function checkPoison({ db, log }: Bed) {
  const { rows } = await sql<{
    readonly id: LeadId;
    readonly state: string;
    readonly reason: string | null;
    readonly waits: boolean;
  }>`
    select lead.id, state, outcome ->> 'reason' as reason, waits_for is not null as waits
    from lead left join decision on decision.lead_id = lead.id and decision.epoch = lead.epoch
    where lead.id like 'lead_poison%'`.execute(db);
  const onFile = new Map(rows.map((row) => [row.id, row]));
  const violations = [...log.leads].flatMap(([leadId, { answer, refusal }]): readonly Violation[] => {
    if (!isPoison(leadId)) return [];
    const row = onFile.get(leadId);
    const isParked = row?.state === "parked" && (row.reason === "error" || row.waits) && answer?.state === "parked";
    const isRefused = row === undefined && refusal !== null;
    return isParked || isRefused ? [] : [{ leadId, refusal, answered: answer?.state ?? null, ...row }];
  });
  return toFinding("F8", "poison-is-parked-or-refused", { violations });
}

/** Where there is no place a lead waits; that it gets one in the end is another check's. */
function isForSmall({ lead }: Submission): boolean {
  return lead.country === TO_SMALL;
}

function checkGood({ log }: Bed) {
  const violations = [...log.leads].flatMap(([leadId, { submission, answer, refusal }]): readonly Violation[] =>
    isPoison(leadId) || answer?.state === "assigned" || isForSmall(submission) ? [] : [{ leadId, refusal }],
  );
  return toFinding("F8", "others-are-not-affected", { checked: log.leads.size, violations });
}
