import {
  AuditCheckpoint,
  AuditExport,
  AuditPage,
  AuditVerdict,
  ErasePersonInput,
  Erasure,
  ExportAuditInput,
  ListAuditInput,
  VerifyAuditInput,
} from "@pointsman/contracts/audit";
import { listAuditEntries } from "@pointsman/store/audit/list-entries";

import { procedure, router } from "../trpc.ts";
import { exportAudit, makeCheckpoint, verifyAudit } from "../verbs/audit.ts";
import { erasePerson } from "../verbs/erase-person.ts";

export const auditProcedures = router({
  list: procedure("audit:read")
    .meta({ description: "Who changed what, and when, the latest first: a change is there about a second after it." })
    .input(ListAuditInput)
    .output(AuditPage)
    .query(async ({ ctx, input }) => listAuditEntries(ctx.service.db, input)),
  verify: procedure("audit:read")
    .meta({
      description:
        "Reads the whole chain and says what was changed, taken away, put in or cut off: of its entries, and of the events, decisions and personal values that they speak of.",
    })
    .input(VerifyAuditInput)
    .output(AuditVerdict)
    .query(async ({ ctx, input }) => verifyAudit(ctx.service, input.checkpoints)),
  checkpoint: procedure("audit:read")
    .meta({
      description: "Signs the head of the chain as it is now. Keep the answer elsewhere: `audit.verify` takes it.",
      errors: ["CONFLICT"],
    })
    .output(AuditCheckpoint)
    .mutation(async ({ ctx }) => makeCheckpoint(ctx.service)),
  export: procedure("audit:read")
    .meta({ description: "The chain page by page, as it was hashed, with the signed heads: to be verified elsewhere." })
    .input(ExportAuditInput)
    .output(AuditExport)
    .query(async ({ ctx, input }) => exportAudit(ctx.service, input)),
});

export const privacyProcedures = router({
  erase: procedure("privacy:erase")
    .meta({
      description:
        "Takes away what is personal of one address, or, with `dryRun`, says what would go. Its leads stay, without a name, so that counts and decisions stand.",
      errors: ["NOT_FOUND"],
    })
    .input(ErasePersonInput)
    .output(Erasure)
    .mutation(async ({ ctx, input }) => erasePerson(ctx.service, input)),
});
