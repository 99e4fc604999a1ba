import { LeadsOnFile, LeadsOnFileInput, SaveRowsInput, SaveRowsOutput } from "@pointsman/contracts/imports";
import { findLeadsByKeys } from "@pointsman/store/leads/find-leads";

import { saveRows } from "../imports/save-rows.ts";
import { procedure, router } from "../trpc.ts";

export const importProcedures = router({
  saveRows: procedure("config:write")
    .meta({
      description:
        "Rows of a file: each is written or answered with what is wrong with it. With `dryRun` nothing is written.",
    })
    .input(SaveRowsInput)
    .output(SaveRowsOutput)
    .mutation(async ({ ctx, input }) => saveRows(ctx.service, ctx.caller, input)),
  leadsOnFile: procedure("leads:read")
    .meta({ description: "Which of these leads are on file. A mutation only so that so many keys travel in the body." })
    .input(LeadsOnFileInput)
    .output(LeadsOnFile)
    .mutation(async ({ ctx, input }) => ({
      leads: (await findLeadsByKeys(ctx.service.db, input.keys)).map(({ id, source, idempotencyKey }) => ({
        id,
        source,
        idempotencyKey,
      })),
    })),
});
