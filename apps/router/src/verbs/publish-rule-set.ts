import { toTimestamp } from "@pointsman/contracts/primitive";
import type { RuleSet, RuleSetRef } from "@pointsman/contracts/rule-set";
import { assertNoErrors, diagnoseContent, diagnoseRuleSet } from "@pointsman/router-core/rule-set/diagnose";
import { diagnoseTargets } from "@pointsman/router-core/rule-set/diagnose-targets";
import type { Diagnostic } from "@pointsman/router-core/rule-set/diagnostic";
import { hashRuleSet } from "@pointsman/router-core/rule-set/hash-rule-set";
import type { Caller } from "@pointsman/rpc/authenticate";
import { inTransaction } from "@pointsman/store/in-transaction";
import { readOrgState } from "@pointsman/store/organisation/read-org-state";
import { getRuleSetVersion, type RuleSetVersion } from "@pointsman/store/rule-sets/get-rule-set-version";
import { publishRuleSet as storeRuleSet } from "@pointsman/store/rule-sets/publish-rule-set";

import type { ServiceContext } from "../context.ts";
import { wakeWaiting } from "../timers/jobs.ts";

/** A rule set that was put in force. */
export interface PublishedRuleSet extends RuleSetRef {
  /** What may be a mistake in it and does not keep it from being in force. */
  readonly warnings: readonly Diagnostic[];
}

/**
 * Checks a rule set against the organisation and puts it in force for every lead decided from then on.
 *
 * @throws AppError `INVALID_INPUT` with an issue for each error: where it is and how to mend it
 */
export async function publishRuleSet(
  { db, clock, directories }: ServiceContext,
  caller: Caller,
  ruleSet: RuleSet,
): Promise<PublishedRuleSet> {
  const hash = hashRuleSet(ruleSet);
  // Comparing thousands of rules takes a while: not under the lock that batches wait for.
  const content = diagnoseContent(ruleSet);
  return inTransaction(db, async (tx) => {
    const directory = await directories.read(tx, "update");
    const diagnostics = [...content, ...diagnoseTargets(ruleSet, directory)];
    assertNoErrors(diagnostics);
    const publishedAt = toTimestamp(clock.nowMs());
    const version = await storeRuleSet(tx, {
      body: ruleSet,
      hash,
      name: ruleSet.name,
      publishedAt,
      publishedBy: caller.id,
    });
    await wakeWaiting(tx, null);
    return { version, hash, warnings: diagnostics };
  });
}

/** All that is wrong with a rule set, errors first, without publishing it. */
export async function checkRuleSet(
  { db, directories }: ServiceContext,
  ruleSet: RuleSet,
): Promise<readonly Diagnostic[]> {
  return inTransaction(db, async (tx) => diagnoseRuleSet(ruleSet, await directories.read(tx, "none")));
}

/** The rule set in force; null before the first was published. */
export async function readActiveRuleSet({ db }: Pick<ServiceContext, "db">): Promise<RuleSetVersion | null> {
  const { activeRuleSetVersion } = await readOrgState(db, { lock: "none" });
  return activeRuleSetVersion === null ? null : ((await getRuleSetVersion(db, activeRuleSetVersion)) ?? null);
}
