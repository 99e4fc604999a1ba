import { openProcedure, router } from "../trpc.ts";
import { checkHealth } from "../verbs/check-health.ts";

export const healthProcedures = router({
  /** Answers when the service can report: it runs, and both databases answer. */
  check: openProcedure.query(async ({ ctx }) => checkHealth(ctx.service)),
});
