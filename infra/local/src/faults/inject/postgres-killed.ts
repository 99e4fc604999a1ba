import { openBed } from "../bed/bed.ts";
import { goOnFor, underLoad } from "../bed/send-leads.ts";
import type { Fault } from "../fault.ts";

/** F11: Postgres dies under load, all its processes at once. Whatever was acknowledged is there when it is back. */
export const postgresKilled: Fault = {
  name: "postgres-killed",
  number: "F11",
  does: "kill -9 of Postgres under load, again and again",
  run: async ({ size, note, ...options }) => {
    const { server } = options;
    await using bed = await openBed(options);
    const kills = size === "short" ? 3 : 20;
    const waits: number[] = [];
    await underLoad(bed.toBoth, bed.seed, async () => {
      for (let kill = 0; kill < kills; kill += 1) {
        await goOnFor(bed.toBoth, bed.random.int(20, 60));
        await server.kill();
        await server.restart();
        const back = performance.now();
        await goOnFor(bed.toBoth, 1);
        waits.push(performance.now() - back);
      }
      await goOnFor(bed.toBoth, 20);
    });
    note(`${kills} kills, ${bed.log.acknowledged} leads acknowledged`);
    note(`first lead again after ${Math.round(Math.max(...waits))} ms at most, once Postgres was back`);
    return await bed.check();
  },
};
