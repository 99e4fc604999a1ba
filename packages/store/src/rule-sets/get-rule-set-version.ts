import type { Timestamp } from "@pointsman/contracts/primitive";
import type { RuleSet } from "@pointsman/contracts/rule-set";

import type { Db } from "../connect.ts";
import { parseCursor } from "../cursor.ts";
import { cutPage, type PageOptions } from "../page.ts";

/** A published rule set without its content. */
export type RuleSetVersionInfo = {
  readonly version: number;
  readonly hash: string;
  readonly name: string;
  readonly publishedAt: Timestamp;
  readonly publishedBy: string;
  /** Why; null: nobody said. */
  readonly note: string | null;
  /** Whose content it has, where it was published by a roll-back. */
  readonly rollsBackTo: number | null;
};

export type RuleSetVersion = RuleSetVersionInfo & { readonly body: RuleSet };

const INFO_COLUMNS = [
  "version",
  "hash",
  "name",
  "published_at as publishedAt",
  "published_by as publishedBy",
  "note",
  "rolls_back_to as rollsBackTo",
] as const;

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

/** A page of them. Throws `INVALID_INPUT` for a cursor of another list. */
export async function pageRuleSetVersions(
  db: Db,
  { limit, cursor }: PageOptions,
): Promise<{ readonly versions: readonly RuleSetVersionInfo[]; readonly nextCursor: string | null }> {
  let query = db
    .selectFrom("rule_set_version")
    .select(INFO_COLUMNS)
    .orderBy("version", "desc")
    .limit(limit + 1);
  if (cursor !== undefined) {
    const [version] = parseCursor(cursor, (parts) => parts.length === 1 && /^\d{1,9}$/.test(parts[0] ?? ""));
    query = query.where("version", "<", Number(version));
  }
  const { rows: versions, nextCursor } = cutPage(await query.execute(), limit, ({ version }) => [`${version}`]);
  return { versions, nextCursor };
}
