import { openBed } from "../bed/bed.ts";
import { sendLeads } from "../bed/send-leads.ts";
import type { Fault } from "../fault.ts";

const CUT_PCT = 20;

/** F3: the service has committed and answered, and the answer does not arrive. The client's retry finds the same lead. */
export const replyCut: Fault = {
  name: "reply-cut",
  number: "F3",
  does: `${CUT_PCT} % of all answers to clients are cut off after the commit`,
  run: async ({ size, note, ...options }) => {
    let cuts = 0;
    await using bed = await openBed({
      ...options,
      betweenClients: (random) => (wire) => ({
        fromClient: wire.toServer,
        fromServer: (chunk) => {
          if (random.chance(CUT_PCT)) {
            cuts += 1;
            wire.cut();
          } else wire.toClient(chunk);
        },
      }),
    });
    const wanted = size === "short" ? 100 : 2_000;
    await sendLeads(bed.toFirst, { submitters: 16, goOn: () => bed.log.acknowledged < wanted, seed: bed.seed });
    note(`${bed.log.acknowledged} leads, ${cuts} answers cut`);
    return await bed.check();
  },
};
