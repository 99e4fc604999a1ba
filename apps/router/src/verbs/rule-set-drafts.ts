import type {
  DiagnosticOnFile,
  Draft,
  PublishDraftInput,
  PublishedRuleSet,
  SaveDraftInput,
} from "@pointsman/contracts/api/rule-sets";
import { AppError, parseInput, toFieldIssues } from "@pointsman/contracts/error";
import type { DraftId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { RuleSet } from "@pointsman/contracts/rule-set";
import { diagnoseRuleSet } from "@pointsman/router-core/rule-set/diagnose";
import type { Caller } from "@pointsman/rpc/authenticate";
import type { Db, Tx } from "@pointsman/store/connect";
import { inTransaction } from "@pointsman/store/in-transaction";
import { deleteDraft, getDraft, insertDraft, updateDraft } from "@pointsman/store/rule-sets/drafts";

import type { ServiceContext } from "../context.ts";
import type { RoutingDirectory } from "../routing/directory-cache.ts";
import { publish } from "./publish-rule-set.ts";

/** @throws AppError `NOT_FOUND` */
export async function readDraft({ db }: Pick<ServiceContext, "db">, id: DraftId): Promise<Draft> {
  return requireDraft(db, id, { lock: false });
}

/**
 * Saves a rule set in the making with all that is wrong with it. Two who work on one draft do not write over each other:
 * each names the revision that he read.
 *
 * @throws AppError `CONFLICT` where somebody saved since, or where a new draft is there already; `NOT_FOUND`
 */
export async function saveDraft(
  { db, clock, directories }: ServiceContext,
  caller: Caller,
  { draftId, revision, name, ruleSet }: SaveDraftInput,
): Promise<Draft> {
  return inTransaction(db, async (tx) => {
    const directory = await directories.read(tx, "none");
    const now = toTimestamp(clock.nowMs());
    const diagnostics = diagnose(ruleSet, directory);
    const saved = { draftId, name, ruleSet, diagnostics, updatedAt: now, updatedBy: caller.id };
    if (revision === 0) {
      const basedOnVersion = directory.ruleSet?.ref.version ?? null;
      const added = { ...saved, revision: 1, basedOnVersion, createdAt: now, createdBy: caller.id };
      if (!(await insertDraft(tx, added))) throw await toConflict(tx, draftId, revision);
    } else {
      const before = await lockDraft(tx, draftId, revision);
      await updateDraft(tx, { ...before, ...saved, revision: revision + 1 });
    }
    return requireDraft(tx, draftId, { lock: false });
  });
}

/** @throws AppError `NOT_FOUND`; `CONFLICT` where somebody saved since */
export async function removeDraft(
  { db }: Pick<ServiceContext, "db">,
  { draftId, revision }: { readonly draftId: DraftId; readonly revision: number },
): Promise<{ readonly removed: number }> {
  await inTransaction(db, async (tx) => {
    await lockDraft(tx, draftId, revision);
    await deleteDraft(tx, draftId);
  });
  return { removed: 1 };
}

/**
 * Puts a draft in force; it is gone then, and its content a version.
 *
 * @throws AppError `NOT_FOUND`; `CONFLICT` where somebody saved since; `INVALID_INPUT` where it has errors
 */
export async function publishDraft(
  context: ServiceContext,
  caller: Caller,
  { draftId, revision, note }: PublishDraftInput,
): Promise<PublishedRuleSet> {
  const draft = await requireDraft(context.db, draftId, { lock: false });
  assertRevision(draft, revision);
  return publish(context, caller, {
    ruleSet: parseInput(RuleSet, draft.ruleSet, "rule set"),
    note: note ?? null,
    rollsBackTo: null,
    ifVersion: null,
    before: async (tx) => {
      await lockDraft(tx, draftId, revision);
      await deleteDraft(tx, draftId);
    },
  });
}

async function requireDraft(db: Db, id: DraftId, options: { readonly lock: boolean }): Promise<Draft> {
  const draft = await getDraft(db, id, options);
  if (draft === undefined) throw new AppError("NOT_FOUND", `There is no draft ${id}.`);
  return draft;
}

async function lockDraft(tx: Tx, id: DraftId, revision: number): Promise<Draft> {
  const draft = await requireDraft(tx, id, { lock: true });
  assertRevision(draft, revision);
  return draft;
}

function assertRevision({ draftId, revision, updatedBy }: Draft, known: number): void {
  if (revision === known) return;
  throw new AppError("CONFLICT", `${updatedBy} saved draft ${draftId} since: read it again.`, [
    { field: "revision", problem: `the draft is at revision ${revision}`, expected: `${revision}` },
  ]);
}

async function toConflict(tx: Tx, id: DraftId, revision: number): Promise<AppError> {
  const { revision: present } = await requireDraft(tx, id, { lock: false });
  return new AppError("CONFLICT", `There is a draft ${id} already: read it, or choose another id.`, [
    { field: "revision", problem: `expected ${present}, got ${revision}`, expected: `${present}` },
  ]);
}

/** What keeps it from being a rule set at all, or what is wrong with the rule set that it is. */
function diagnose(draft: unknown, directory: RoutingDirectory): readonly DiagnosticOnFile[] {
  const parsed = RuleSet.safeParse(draft);
  if (parsed.success) return diagnoseRuleSet(parsed.data, directory);
  return toFieldIssues(parsed.error).map(({ field, problem }) => ({
    code: "invalid_shape",
    severity: "error",
    path: field,
    problem,
    hint: "write it as docs/rules.md says",
  }));
}
