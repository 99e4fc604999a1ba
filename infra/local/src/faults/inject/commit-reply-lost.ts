import { openBed } from "../bed/bed.ts";
import type { Verdict } from "../bed/postgres-proxy.ts";
import { sendLeads } from "../bed/send-leads.ts";
import type { Fault } from "../fault.ts";

const CUT_PCT = 15;

/**
 * F12: the connection to Postgres breaks at a commit, and the router cannot know whether it happened. The client asks
 * again, and reading back tells.
 */
export const commitReplyLost: Fault = {
  name: "commit-reply-lost",
  number: "F12",
  does: `the connection to Postgres breaks at ${CUT_PCT} % of the commits, half of them before it and half after it`,
  run: async ({ size, note, ...options }) => {
    await using bed = await openBed(options);
    const counts = { pass: 0, cut_before: 0, cut_after: 0 };
    const judge = (sql: string): Verdict => {
      if (!/^\s*commit/i.test(sql)) return "pass";
      const verdict = bed.random.chance(CUT_PCT) ? bed.random.pick(["cut_before", "cut_after"] as const) : "pass";
      counts[verdict] += 1;
      return verdict;
    };
    for (const wire of [bed.firstWire, bed.secondWire]) wire.setRules({ judge });
    const wanted = size === "short" ? 100 : 2_000;
    await sendLeads(bed.toBoth, { submitters: 8, goOn: () => bed.log.acknowledged < wanted, seed: bed.seed });
    note(
      `${counts.cut_after} commits whose answer was lost, ${counts.cut_before} that never arrived, of ${counts.pass}`,
    );
    return await bed.check();
  },
};
