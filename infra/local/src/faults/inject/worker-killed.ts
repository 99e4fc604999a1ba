import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Violation } from "@pointsman/invariants/finding";
import { sql } from "kysely";

import { openBed, type Bed } from "../bed/bed.ts";
import { toFinding } from "../bed/check-log.ts";
import { SLA_MINUTES, smallTeamAway, TO_SMALL, TO_WEST, toTimedRuleSet } from "../bed/organisation.ts";
import type { Verdict } from "../bed/postgres-proxy.ts";
import type { RouterProcess } from "../bed/router-process.ts";
import { makeLead, sendLead } from "../bed/send-leads.ts";
import { until } from "../bed/until.ts";
import type { Fault } from "../fault.ts";

interface Moment {
  readonly statement: RegExp;
  readonly verdict: Verdict;
}

/** Where in a job the process is killed: as the statement is on its way to Postgres. */
const MOMENTS: Readonly<Record<string, Moment>> = {
  "before a job": { statement: /^begin/i, verdict: "cut_before" },
  "before the commit of a job": { statement: /^commit/i, verdict: "cut_before" },
  "after the commit of a job": { statement: /^commit/i, verdict: "pass" },
};

const LEADS = 6;
const HOLD_MS = 2_000;
const DEAD_AFTER_MS = 1_500;

/**
 * A router dies while it runs a timer's job, whose lock outlives it. The other one runs the job when the dead one has
 * been silent for long enough: every hold ends and every SLA is enforced, once.
 */
export const workerKilled: Fault = {
  name: "worker-killed",
  number: "F10",
  does: "kill -9 of a router while it ends a hold or enforces an SLA",
  run: async ({ size, note, ...options }) => {
    await using bed = await openBed({ ...options, timersDeadAfterMs: DEAD_AFTER_MS });
    await bed.second.api.ruleSets.publish.mutate({ ruleSet: toTimedRuleSet(2) });
    const rounds = size === "short" ? 1 : 5;
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, moment] of Object.entries(MOMENTS)) {
        await sendTimedLeads(bed, `${round}-${name.replaceAll(" ", "-")}`);
        const killed = await killInJob(bed, moment);
        const from = performance.now();
        await until("every hold and SLA is acted on", async () => (await countUndone(bed)) === 0, options.signal);
        note(`killed ${killed.name} ${name}: all done ${((performance.now() - from) / 1_000).toFixed(1)} s later`);
        await killed.start();
      }
    }
    return [...(await bed.check()), await checkOnce(bed)];
  },
};

/** Leads whose hold ends in a moment, and leads with an SLA. */
async function sendTimedLeads({ toBoth, random, second }: Bed, name: string): Promise<void> {
  const backAtMs = Date.now() + HOLD_MS;
  await second.api.reps.upsert.mutate({ reps: smallTeamAway(toTimestamp(Date.now()), toTimestamp(backAtMs)) });
  for (const country of [TO_SMALL, TO_WEST]) {
    await Promise.all(
      Array.from({ length: LEADS }, async (_, index) =>
        sendLead(toBoth, makeLead(`${country.toLowerCase()}-${name}-${index}`, country), random),
      ),
    );
  }
  await until("the holds are about to end", () => Date.now() > backAtMs - 100, toBoth.signal);
}

/** From now on nobody sends leads: whatever transaction there is, is a job's. @returns who was killed, the first to come to it */
async function killInJob(bed: Bed, { statement, verdict }: Moment): Promise<RouterProcess> {
  const { first, second, firstWire, secondWire, random, toBoth } = bed;
  let left = random.int(1, 3);
  const dying: { readonly router: RouterProcess; readonly ended: Promise<void> }[] = [];
  const judgeOf = (router: RouterProcess) => (text: string) => {
    if (dying.length > 0) return dying[0]?.router === router ? verdict : "pass";
    if (!statement.test(text)) return "pass";
    left -= 1;
    if (left > 0) return "pass";
    dying.push({ router, ended: router.kill() });
    return verdict;
  };
  firstWire.setRules({ judge: judgeOf(first) });
  secondWire.setRules({ judge: judgeOf(second) });
  await passSlas(bed);
  await until("a router is killed in a job", () => dying.length > 0, toBoth.signal);
  const [killed] = dying;
  if (killed === undefined) throw new Error("Nobody was killed");
  await killed.ended;
  for (const wire of [firstWire, secondWire]) wire.setRules({});
  return killed.router;
}

/** As if the time of every SLA were over: an SLA has a minute at least, and nobody waits for it here. */
async function passSlas({ tamper }: Bed): Promise<void> {
  await tamper(`
    update assignment set assigned_at = assigned_at - interval '${SLA_MINUTES} min' where epoch = 1 and ended_at is null;
    update graphile_worker._private_jobs set run_at = now()
    where payload ->> 'epoch' = '1'
      and task_id = (select id from graphile_worker._private_tasks where identifier = 'sla_breach')`);
}

/** Leads that are held, or where their first rep let them lie, and that nobody took from there. */
async function countUndone({ db }: Bed): Promise<number> {
  const { rows } = await sql<{ readonly leads: number }>`
    select count(*) as leads from lead
    where held_until <= now() or (epoch = 1 and id in (
      select lead_id from assignment where assigned_at < now() - ${SLA_MINUTES} * interval '1 min'))`.execute(db);
  return rows[0]?.leads ?? 0;
}

/** Each hold was ended by one decision, each SLA enforced by one re-route. */
async function checkOnce({ db, log }: Bed) {
  const { rows } = await sql<Violation>`
    select lead.id as "leadId", lead.state, lead.epoch, reroutes
    from lead
    join decision as first on first.lead_id = lead.id and first.epoch = 1,
    lateral (select count(*) as reroutes from reroute where reroute.lead_id = lead.id)
    where lead.epoch <> 2 or reroutes <> case first.outcome ->> 'kind' when 'held' then 0 else 1 end`.execute(db);
  return toFinding("F10", "each-timer-acts-once", { checked: log.leads.size, violations: rows });
}
