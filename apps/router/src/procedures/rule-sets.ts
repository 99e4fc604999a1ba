import { AppError } from "@pointsman/contracts/error";
import { RuleSet } from "@pointsman/contracts/rule-set";
import { getRuleSetVersion, listRuleSetVersions } from "@pointsman/store/rule-sets/get-rule-set-version";
import { z } from "zod";

import { procedure, router } from "../trpc.ts";
import { checkRuleSet, publishRuleSet, readActiveRuleSet } from "../verbs/publish-rule-set.ts";

export const ruleSetProcedures = router({
  /** The rule set in force; null before the first was published. */
  active: procedure("config:read", "common").query(async ({ ctx }) => readActiveRuleSet(ctx.service)),
  /** A published version. */
  get: procedure("config:read", "common")
    .input(z.object({ version: z.number().int().positive() }))
    .query(async ({ ctx, input }) => {
      const found = await getRuleSetVersion(ctx.service.db, input.version);
      if (found === undefined) throw new AppError("NOT_FOUND", `There is no rule set version ${input.version}.`);
      return found;
    }),
  /** All versions, the latest first, without their content. */
  list: procedure("config:read", "common").query(async ({ ctx }) => listRuleSetVersions(ctx.service.db)),
  /** What is wrong with a rule set, errors first; publishes nothing. A mutation only so that it travels in the body. */
  check: procedure("config:read", "common")
    .input(z.object({ ruleSet: RuleSet }))
    .mutation(async ({ ctx, input }) => checkRuleSet(ctx.service, input.ruleSet)),
  /** Checks a rule set and puts it in force; answers with the warnings. The one in force again changes nothing. */
  publish: procedure("config:write")
    .input(z.object({ ruleSet: RuleSet }))
    .mutation(async ({ ctx, input }) => publishRuleSet(ctx.service, ctx.caller, input.ruleSet)),
});
