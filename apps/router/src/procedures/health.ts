import { z } from "zod";

import { openProcedure, router } from "../trpc.ts";
import { checkHealth } from "../verbs/check-health.ts";

export const healthProcedures = router({
  check: openProcedure
    .meta({ description: "Answers when the service can route: it runs, and its database answers." })
    .output(
      z
        .object({ status: z.literal("ok"), waitingLeads: z.number().int(), staleCalendars: z.number().int() })
        .readonly(),
    )
    .query(async ({ ctx }) => checkHealth(ctx.service)),
});
