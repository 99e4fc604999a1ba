import { openProcedure, router } from "../trpc.ts";
import { checkHealth } from "../verbs/check-health.ts";

export const healthProcedures = router({
  /** Answers when the service can route: it runs, and its database answers. */
  check: openProcedure.query(async ({ ctx }) => checkHealth(ctx.service)),
});
