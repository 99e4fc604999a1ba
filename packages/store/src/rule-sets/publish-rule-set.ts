import type { Timestamp } from "@pointsman/contracts/primitive";
import type { RuleSet } from "@pointsman/contracts/rule-set";

import type { Tx } from "../connect.ts";
import { bumpRevision } from "../organisation/bump-revision.ts";
import { readOrgState } from "../organisation/read-org-state.ts";

export type RuleSetPublication = {
  readonly body: RuleSet;
  /** Names the content of `body`. */
  readonly hash: string;
  readonly name: string;
  readonly publishedAt: Timestamp;
  readonly publishedBy: string;
  readonly note?: string | null;
  /** Whose content it has, where it is published by a roll-back. */
  readonly rollsBackTo?: number | null;
};

/**
 * Stores the rule set as the next version and puts it in force, once the batches in flight are done. A rule set with
 * the hash of the one in force changes nothing.
 *
 * @returns the version that is in force now.
 */
export async function publishRuleSet(tx: Tx, publication: RuleSetPublication): Promise<number> {
  const { activeRuleSetVersion } = await readOrgState(tx, { lock: "update" });
  const rows = await tx.selectFrom("rule_set_version").select(["version", "hash"]).orderBy("version", "desc").execute();
  const active = rows.find((row) => row.version === activeRuleSetVersion);
  if (active?.hash === publication.hash) return active.version;
  const version = (rows[0]?.version ?? 0) + 1;
  await tx
    .insertInto("rule_set_version")
    .values({
      version,
      hash: publication.hash,
      name: publication.name,
      body: JSON.stringify(publication.body),
      published_at: publication.publishedAt,
      published_by: publication.publishedBy,
      note: publication.note ?? null,
      rolls_back_to: publication.rollsBackTo ?? null,
    })
    .execute();
  await tx.updateTable("org_state").set({ active_rule_set_version: version }).execute();
  await bumpRevision(tx);
  return version;
}
