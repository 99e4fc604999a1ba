import { procedure, router } from "../trpc.ts";
import { readReport } from "../verbs/read-report.ts";
import { ReadReportInput } from "../verbs/resolve-period.ts";

export const reportProcedures = router({
  /** The routing report of a period: the last 30 days where none is given. */
  read: procedure("reports:read", "checked")
    .input(ReadReportInput.default({}))
    .query(async ({ ctx, input }) => readReport(ctx.service, ctx.caller, input)),
});
