import { procedure, router } from "../trpc.ts";
import { runChecks } from "../verbs/run-checks.ts";

export const checkProcedures = router({
  /** Checks every invariant. Takes seconds with little on file, minutes with much. */
  run: procedure("reports:read").query(async ({ ctx }) => runChecks(ctx.service)),
});
