import { openBed, type Bed } from "../bed/bed.ts";
import { goOnFor, underLoad } from "../bed/send-leads.ts";
import { until } from "../bed/until.ts";
import type { Fault } from "../fault.ts";

/** Where in a batch the process is killed: as the statement is on its way to Postgres. */
const MOMENTS = {
  "before the batch": { statement: /^begin/i, verdict: "cut_before" },
  "in the middle of the batch": { statement: /\b(pool_state|lead|decision)\b/i, verdict: "pass" },
  "before the commit": { statement: /^commit/i, verdict: "cut_before" },
  "after the commit": { statement: /^commit/i, verdict: "pass" },
} as const;

/** F10: a router dies in the middle of its work. Clients ask again, it or another: no lead is lost, none counts twice. */
export const routerKilled: Fault = {
  name: "router-killed",
  number: "F10",
  does: "kill -9 of a router in the middle of a batch, before its commit and after it",
  run: async ({ size, note, ...options }) => {
    await using bed = await openBed(options);
    const kills = size === "short" ? 1 : 5;
    await underLoad(bed.toBoth, bed.seed, async () => {
      for (let kill = 0; kill < kills; kill += 1) {
        for (const [name, moment] of Object.entries(MOMENTS)) {
          await goOnFor(bed.toBoth, 20);
          await killAt(bed, moment);
          note(`killed ${name}, at ${bed.log.acknowledged} leads`);
          await bed.first.start();
        }
      }
      await goOnFor(bed.toBoth, 20);
    });
    return await bed.check();
  },
};

/** Kills the first router as it sends such a statement, one of the next five by chance. */
async function killAt(
  { first, firstWire, random, toBoth }: Bed,
  { statement, verdict }: (typeof MOMENTS)[keyof typeof MOMENTS],
): Promise<void> {
  let left = random.int(1, 5);
  const kills: Promise<void>[] = [];
  firstWire.setRules({
    judge: (sql) => {
      if (kills.length > 0) return verdict;
      if (!statement.test(sql)) return "pass";
      left -= 1;
      if (left > 0) return "pass";
      kills.push(first.kill());
      return verdict;
    },
  });
  await until("the router is killed", () => kills.length > 0, toBoth.signal);
  await Promise.all(kills);
  firstWire.setRules({});
}
