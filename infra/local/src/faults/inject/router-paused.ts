import { sql } from "kysely";

import { openBed, type Bed } from "../bed/bed.ts";
import { COUNTRIES } from "../bed/organisation.ts";
import { makeLead, sendLead } from "../bed/send-leads.ts";
import { until } from "../bed/until.ts";
import type { Fault } from "../fault.ts";

/** Where in a batch the process stands still. */
const MOMENTS = {
  "before its transaction": /^begin/i,
  "in its transaction": /insert into/i,
  "at its commit": /^commit/i,
} as const;

const LEADS = 12;

/**
 * F15: a router stands still in the middle of a batch; the server takes its connection away, its leads go through
 * another router and on from there. When it wakes up it finds all of it done, and writes nothing stale.
 */
export const routerPaused: Fault = {
  name: "router-paused",
  number: "F15",
  does: "SIGSTOP of a router in the middle of a batch, its leads routed by another meanwhile, then SIGCONT",
  run: async ({ size, note, ...options }) => {
    await using bed = await openBed(options);
    const rounds = size === "short" ? 1 : 15;
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, statement] of Object.entries(MOMENTS)) {
        await pauseAt(bed, statement, `${round}-${name.replaceAll(" ", "-")}`);
        note(`woke up ${name}`);
      }
    }
    return await bed.check();
  },
};

async function pauseAt(bed: Bed, statement: RegExp, name: string): Promise<void> {
  const { first, random, toBoth, toFirst, toSecond } = bed;
  const leads = Array.from({ length: LEADS }, (_, index) => makeLead(`${name}-${index}`, random.pick(COUNTRIES)));
  const isPaused = pauseFirstAt(bed, statement);
  // Who waits for the first gives up when it stands still, and asks again, both of them: the second answers.
  let targets = toFirst.targets();
  const waiting = leads.map(async (lead) => sendLead({ ...toFirst, targets: () => targets }, lead, random));
  await until("the router stands still", isPaused, toBoth.signal);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${first.name}`.execute(
    bed.db,
  );
  targets = toSecond.targets();
  first.giveUpOnCalls();
  await Promise.all(waiting);
  await Promise.all(
    leads.slice(0, 3).map(async ({ leadId }) => bed.second.api.leads.reroute.mutate({ leadId, reason: "other" })),
  );
  first.resume();
  // Asked after it woke up, it answers with what is on file: the batch that it slept over is behind it by then.
  await Promise.all(leads.map(async (lead) => sendLead(toFirst, lead, random)));
}

/** @returns whether it happened yet */
function pauseFirstAt({ first, firstWire }: Bed, statement: RegExp): () => boolean {
  let isPaused = false;
  firstWire.setRules({
    judge: (text) => {
      if (isPaused || !statement.test(text)) return "pass";
      isPaused = true;
      first.pause();
      return "pass";
    },
  });
  return () => isPaused;
}
