import { HoldsPage, ListHoldsInput, ListSlasInput, SlasPage } from "@pointsman/contracts/api/waiting";

import { procedure, router } from "../trpc.ts";
import { listHolds, listSlas } from "../verbs/list-waiting.ts";

export const holdProcedures = router({
  list: procedure("leads:read", "checked")
    .meta({ description: "Leads that wait for a rep, the next to be released first." })
    .input(ListHoldsInput)
    .output(HoldsPage)
    .query(async ({ ctx, input }) => listHolds(ctx.service, ctx.caller, input)),
});

export const slaProcedures = router({
  list: procedure("leads:read", "checked")
    .meta({ description: "Leads that their rep has not touched yet and must by an instant, the most urgent first." })
    .input(ListSlasInput)
    .output(SlasPage)
    .query(async ({ ctx, input }) => listSlas(ctx.service, ctx.caller, input)),
});
