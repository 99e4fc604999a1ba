import { z } from "zod";

import { MAX_CONDITION_DEPTH } from "../condition-depth.ts";
import { DraftId } from "../id.ts";
import { lineOfText, Timestamp } from "../primitive.ts";
import { RuleSet } from "../rule-set.ts";
import { NextCursor, page } from "./paging.ts";

const RuleSetBody = RuleSet.meta({ id: "RuleSet" });
const Version = z.number().int().positive();
/** Why; for whoever reads the history. */
const Note = lineOfText(1_000);

/** What is wrong with a rule set, or may be: docs/rules.md has the codes. */
export const DiagnosticOnFile = z
  .object({
    /** `invalid_shape`: it is no rule set yet; nothing else is said of it then. */
    code: z.string(),
    severity: z.enum(["error", "warning"]),
    /** Dotted path into the rule set, e.g. `stages.0.rules.2.when.all.1`. */
    path: z.string(),
    problem: z.string(),
    /** What to write instead. */
    hint: z.string(),
  })
  .readonly()
  .meta({ id: "Diagnostic" });
export type DiagnosticOnFile = z.infer<typeof DiagnosticOnFile>;
export const Diagnostics = z.array(DiagnosticOnFile).readonly();

/** A published rule set without its content. */
const versionInfo = {
  version: Version,
  hash: z.string(),
  name: z.string(),
  note: z.string().nullable(),
  publishedAt: Timestamp,
  publishedBy: z.string(),
  /** Whose content it has, where it was published by a roll-back. */
  rollsBackTo: Version.nullable(),
};
export const RuleSetVersionInfo = z
  .object({ ...versionInfo, active: z.boolean() })
  .readonly()
  .meta({ id: "RuleSetVersionInfo" });
/** With its content. */
export const PublishedVersion = z
  .object({ ...versionInfo, body: RuleSetBody })
  .readonly()
  .meta({ id: "RuleSetVersion" });

export const VersionsPage = z
  .object({ versions: z.array(RuleSetVersionInfo).readonly(), nextCursor: NextCursor })
  .readonly();
export const VersionInput = z.object({ version: Version }).readonly();
export const CheckRuleSetInput = z.object({ ruleSet: RuleSetBody }).readonly();

/** `ruleSets.publish`. */
export const PublishRuleSetInput = z
  .object({
    ruleSet: RuleSetBody,
    note: Note.optional(),
    /** The version in force as the caller knows it: refused where it is another by now. */
    ifVersion: z.number().int().nonnegative().optional(),
  })
  .readonly();
export type PublishRuleSetInput = z.infer<typeof PublishRuleSetInput>;
export const PublishedRuleSet = z
  .object({
    /** In force now. */
    version: Version,
    hash: z.string(),
    /** What may be a mistake in it and does not keep it from being in force. */
    warnings: Diagnostics,
  })
  .readonly();
export type PublishedRuleSet = z.infer<typeof PublishedRuleSet>;

/** `ruleSets.rollBack`: the content of an earlier version becomes the next one. */
export const RollBackInput = z.object({ toVersion: Version, note: Note.optional() }).readonly();
export type RollBackInput = z.infer<typeof RollBackInput>;

/** `ruleSets.diff`. */
export const DiffInput = z.object({ from: Version, to: Version }).readonly();
export const RuleSetDiff = z
  .object({
    from: Version,
    to: Version,
    /** Rules, stages and tables are compared by their ids; at most 500. Left out is what is not there. */
    changes: z.array(z.object({ path: z.string(), before: z.unknown(), after: z.unknown() }).readonly()).readonly(),
    /** There are more than these. */
    truncated: z.boolean(),
  })
  .readonly();
export type RuleSetDiff = z.infer<typeof RuleSetDiff>;

/** A rule set in the making: any object, for it need not be one yet. */
const DraftBody = z
  .record(z.string(), z.unknown())
  .refine((body) => !isTooDeepAnywhere(body), `nested more than ${MAX_CONDITION_DEPTH} levels deep`);

const DraftName = lineOfText(200);

export const SaveDraftInput = z
  .object({
    /** Chosen by the caller, e.g. `draft_west-split`. */
    draftId: DraftId,
    /** The one that the caller read, which is refused where somebody saved since; 0: a new draft. */
    revision: z.number().int().nonnegative(),
    name: DraftName,
    ruleSet: DraftBody,
  })
  .readonly();
export type SaveDraftInput = z.infer<typeof SaveDraftInput>;

/** A draft without its content. */
const draftInfo = {
  draftId: DraftId,
  revision: z.number().int().positive(),
  name: z.string(),
  /** The version that was in force when it was begun; null: none was. */
  basedOnVersion: Version.nullable(),
  errors: z.number().int(),
  warnings: z.number().int(),
  createdAt: Timestamp,
  createdBy: z.string(),
  updatedAt: Timestamp,
  updatedBy: z.string(),
};
export const DraftInfo = z.object(draftInfo).readonly().meta({ id: "DraftInfo" });
export type DraftInfo = z.infer<typeof DraftInfo>;
export const DraftsPage = z.object({ drafts: z.array(DraftInfo).readonly(), nextCursor: NextCursor }).readonly();
export const ListDraftsInput = z.object(page).readonly().prefault({});
export const DraftInput = z.object({ draftId: DraftId }).readonly();
export const Draft = z
  .object({
    ...draftInfo,
    ruleSet: z.record(z.string(), z.unknown()).readonly(),
    /** As of its last saving, against the organisation as it was then. */
    diagnostics: Diagnostics,
  })
  .readonly()
  .meta({ id: "Draft" });
export type Draft = z.infer<typeof Draft>;
/** The revision that the caller read: refused where somebody saved since. */
const DraftRevision = { draftId: DraftId, revision: z.number().int().positive() };
export const RemoveDraftInput = z.object(DraftRevision).readonly();
export const PublishDraftInput = z.object({ ...DraftRevision, note: Note.optional() }).readonly();
export type PublishDraftInput = z.infer<typeof PublishDraftInput>;

/** Level by level, not down by calls: what it looks for is what no call can follow. */
function isTooDeepAnywhere(value: unknown): boolean {
  const MAX_LEVELS = 2 * MAX_CONDITION_DEPTH;
  let level: readonly unknown[] = [value];
  for (let reached = 0; level.length > 0; reached++) {
    if (reached > MAX_LEVELS) return true;
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
  }
  return false;
}
