import { ListInput } from "@pointsman/contracts/api/organisation";
import { Removed } from "@pointsman/contracts/api/paging";
import {
  CheckRuleSetInput,
  Diagnostics,
  DiffInput,
  Draft,
  DraftInput,
  DraftsPage,
  PublishDraftInput,
  PublishedRuleSet,
  PublishedVersion,
  PublishRuleSetInput,
  RemoveDraftInput,
  RollBackInput,
  RuleSetDiff,
  SaveDraftInput,
  VersionInput,
  VersionsPage,
} from "@pointsman/contracts/api/rule-sets";
import { listDrafts } from "@pointsman/store/rule-sets/drafts";

import { procedure, router } from "../trpc.ts";
import { checkRuleSet, publishRuleSet, rollBackRuleSet } from "../verbs/publish-rule-set.ts";
import { diffVersions, listVersions, readActiveRuleSet, readVersion } from "../verbs/read-rule-sets.ts";
import { publishDraft, readDraft, removeDraft, saveDraft } from "../verbs/rule-set-drafts.ts";

const draftProcedures = router({
  list: procedure("config:read", "common")
    .meta({ description: "Drafts of rule sets without their content, by id." })
    .input(ListInput)
    .output(DraftsPage)
    .query(async ({ ctx, input }) => listDrafts(ctx.service.db, input)),
  get: procedure("config:read", "common")
    .meta({ description: "One draft with its content and what was wrong with it.", errors: ["NOT_FOUND"] })
    .input(DraftInput)
    .output(Draft)
    .query(async ({ ctx, input }) => readDraft(ctx.service, input.draftId)),
  save: procedure("config:write")
    .meta({
      description:
        "Saves a draft, whatever is wrong with it, and says what. Names the revision that the caller read, 0 for a new one.",
      errors: ["NOT_FOUND", "CONFLICT"],
    })
    .input(SaveDraftInput)
    .output(Draft)
    .mutation(async ({ ctx, input }) => saveDraft(ctx.service, ctx.caller, input)),
  remove: procedure("config:write")
    .meta({ description: "Throws a draft away.", errors: ["NOT_FOUND", "CONFLICT"] })
    .input(RemoveDraftInput)
    .output(Removed)
    .mutation(async ({ ctx, input }) => removeDraft(ctx.service, input)),
  publish: procedure("config:write")
    .meta({
      description: "Puts a draft without errors in force; it is a version then, and a draft no more.",
      errors: ["NOT_FOUND", "CONFLICT"],
    })
    .input(PublishDraftInput)
    .output(PublishedRuleSet)
    .mutation(async ({ ctx, input }) => publishDraft(ctx.service, ctx.caller, input)),
});

export const ruleSetProcedures = router({
  active: procedure("config:read", "common")
    .meta({ description: "The rule set in force; null before the first was published." })
    .output(PublishedVersion.nullable())
    .query(async ({ ctx }) => readActiveRuleSet(ctx.service)),
  get: procedure("config:read", "common")
    .meta({ description: "A published version.", errors: ["NOT_FOUND"] })
    .input(VersionInput)
    .output(PublishedVersion)
    .query(async ({ ctx, input }) => readVersion(ctx.service, input.version)),
  list: procedure("config:read", "common")
    .meta({ description: "Who published what when and why, the latest first, without the content." })
    .input(ListInput)
    .output(VersionsPage)
    .query(async ({ ctx, input }) => listVersions(ctx.service, input)),
  diff: procedure("config:read", "common")
    .meta({ description: "What changed from one version to another.", errors: ["NOT_FOUND"] })
    .input(DiffInput)
    .output(RuleSetDiff)
    .query(async ({ ctx, input }) => diffVersions(ctx.service, input)),
  check: procedure("config:read", "common")
    .meta({
      description:
        "What is wrong with a rule set, errors first; saves nothing. A mutation only so that it travels in the body.",
    })
    .input(CheckRuleSetInput)
    .output(Diagnostics)
    .mutation(async ({ ctx, input }) => checkRuleSet(ctx.service, input.ruleSet)),
  publish: procedure("config:write")
    .meta({
      description:
        "Checks a rule set and puts it in force; answers with the warnings. The one in force again changes nothing.",
      errors: ["CONFLICT"],
    })
    .input(PublishRuleSetInput)
    .output(PublishedRuleSet)
    .mutation(async ({ ctx, input }) => publishRuleSet(ctx.service, ctx.caller, input)),
  rollBack: procedure("config:write")
    .meta({
      description: "Publishes the content of an earlier version as the next one.",
      errors: ["NOT_FOUND"],
    })
    .input(RollBackInput)
    .output(PublishedRuleSet)
    .mutation(async ({ ctx, input }) => rollBackRuleSet(ctx.service, ctx.caller, input)),
  drafts: draftProcedures,
});
