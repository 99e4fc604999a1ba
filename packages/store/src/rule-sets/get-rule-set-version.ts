import type { Timestamp } from "@pointsman/contracts/primitive";
import type { RuleSet } from "@pointsman/contracts/rule-set";

import type { Db } from "../connect.ts";

/** A published rule set without its content. */
export type RuleSetVersionInfo = {
  readonly version: number;
  readonly hash: string;
  readonly name: string;
  readonly publishedAt: Timestamp;
  readonly publishedBy: string;
};

export type RuleSetVersion = RuleSetVersionInfo & { readonly body: RuleSet };

const INFO_COLUMNS = ["version", "hash", "name", "published_at as publishedAt", "published_by as publishedBy"] as const;

/** The rule set as it was published, or undefined: no such version. Never changes, so it may be cached for ever. */
export async function getRuleSetVersion(db: Db, version: number): Promise<RuleSetVersion | undefined> {
  return db
    .selectFrom("rule_set_version")
    .select(INFO_COLUMNS)
    .select("body")
    .where("version", "=", version)
    .executeTakeFirst();
}

/** All versions, the latest first. */
export async function listRuleSetVersions(db: Db): Promise<readonly RuleSetVersionInfo[]> {
  return db.selectFrom("rule_set_version").select(INFO_COLUMNS).orderBy("version", "desc").execute();
}
