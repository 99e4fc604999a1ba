import type { RuleSetDiff } from "@pointsman/contracts/api/rule-sets";
import { AppError } from "@pointsman/contracts/error";
import { diffRuleSets } from "@pointsman/router-core/rule-set/diff-rule-sets";
import { readOrgState } from "@pointsman/store/organisation/read-org-state";
import type { PageOptions } from "@pointsman/store/page";
import {
  getRuleSetVersion,
  pageRuleSetVersions,
  type RuleSetVersion,
} from "@pointsman/store/rule-sets/get-rule-set-version";

import type { ServiceContext } from "../context.ts";

type Context = Pick<ServiceContext, "db">;

const MAX_CHANGES = 500;

/** The rule set in force; null before the first was published. */
export async function readActiveRuleSet({ db }: Context): Promise<RuleSetVersion | null> {
  const { activeRuleSetVersion } = await readOrgState(db, { lock: "none" });
  return activeRuleSetVersion === null ? null : ((await getRuleSetVersion(db, activeRuleSetVersion)) ?? null);
}

/** A published version. @throws AppError `NOT_FOUND` */
export async function readVersion({ db }: Context, version: number): Promise<RuleSetVersion> {
  const found = await getRuleSetVersion(db, version);
  if (found === undefined) throw new AppError("NOT_FOUND", `There is no rule set version ${version}.`);
  return found;
}

/** Who published what when and why, the latest first. */
export async function listVersions({ db }: Context, page: PageOptions) {
  const { activeRuleSetVersion } = await readOrgState(db, { lock: "none" });
  const { versions, nextCursor } = await pageRuleSetVersions(db, page);
  return {
    versions: versions.map((version) => ({ ...version, active: version.version === activeRuleSetVersion })),
    nextCursor,
  };
}

/** What changed from one version to another. @throws AppError `NOT_FOUND` */
export async function diffVersions(
  context: Context,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<RuleSetDiff> {
  const [before, after] = [await readVersion(context, from), await readVersion(context, to)];
  const changes = diffRuleSets(before.body, after.body);
  return { from, to, changes: changes.slice(0, MAX_CHANGES), truncated: changes.length > MAX_CHANGES };
}
