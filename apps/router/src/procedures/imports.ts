import { ApplyImportInput, LeadsOnFileInput } from "@pointsman/contracts/imports";
import { findLeadsByKeys } from "@pointsman/store/leads/find-leads";

import { applyImport } from "../imports/apply-import.ts";
import { procedure, router } from "../trpc.ts";

export const importProcedures = router({
  /** Rows of a file: each is written or answered with what is wrong with it. With `dryRun` nothing is written. */
  apply: procedure("config:write")
    .input(ApplyImportInput)
    .mutation(async ({ ctx, input }) => applyImport(ctx.service, ctx.caller, input)),
  /** Which of these leads are on file. A mutation only so that so many keys travel in the body. */
  leadsOnFile: procedure("leads:read")
    .input(LeadsOnFileInput)
    .mutation(async ({ ctx, input }) => ({
      leads: (await findLeadsByKeys(ctx.service.db, input.keys)).map(({ id, source, idempotencyKey }) => ({
        id,
        source,
        idempotencyKey,
      })),
    })),
});
