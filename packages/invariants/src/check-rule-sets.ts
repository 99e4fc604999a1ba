import { hashRuleSet } from "@pointsman/router-core/rule-set/hash-rule-set";
import type { Db } from "@pointsman/store/connect";
import { listRuleSetVersions } from "@pointsman/store/rule-sets/get-rule-set-version";

import { MAX_VIOLATIONS, type Finding } from "./finding.ts";
import { PublishedRuleSets } from "./published-rule-sets.ts";

/**
 * Every published rule set still is what was published: its content has the hash that it was published under. So the
 * version that a decision names is the one that it was made with.
 */
export async function checkRuleSets(db: Db): Promise<Finding> {
  const ruleSets = new PublishedRuleSets(db);
  const versions = await listRuleSetVersions(db);
  const violations: Finding["violations"][number][] = [];
  for (const { version, hash } of versions) {
    const found = hashRuleSet(await ruleSets.get({ version }));
    if (found !== hash) violations.push({ version, publishedHash: hash, hash: found });
  }
  return {
    invariant: "I-13",
    name: "rule-sets-are-as-published",
    ok: violations.length === 0,
    checked: versions.length,
    detail: `${versions.length} published rule sets hashed again; ${violations.length} have another content.`,
    violations: violations.slice(0, MAX_VIOLATIONS),
  };
}
