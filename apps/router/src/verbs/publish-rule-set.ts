import type { PublishedRuleSet, PublishRuleSetInput, RollBackInput } from "@pointsman/contracts/api/rule-sets";
import { AppError } from "@pointsman/contracts/error";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { RuleSet } from "@pointsman/contracts/rule-set";
import { assertNoErrors, diagnoseContent, diagnoseRuleSet } from "@pointsman/router-core/rule-set/diagnose";
import { diagnoseTargets } from "@pointsman/router-core/rule-set/diagnose-targets";
import type { Diagnostic } from "@pointsman/router-core/rule-set/diagnostic";
import { hashRuleSet } from "@pointsman/router-core/rule-set/hash-rule-set";
import type { Caller } from "@pointsman/rpc/authenticate";
import type { Tx } from "@pointsman/store/connect";
import { inTransaction } from "@pointsman/store/in-transaction";
import { publishRuleSet as storeRuleSet } from "@pointsman/store/rule-sets/publish-rule-set";

import type { ServiceContext } from "../context.ts";
import { wakeWaiting } from "../timers/jobs.ts";
import { readVersion } from "./read-rule-sets.ts";

/** A rule set that is to be put in force. */
export interface Publication {
  readonly ruleSet: RuleSet;
  readonly note: string | null;
  readonly rollsBackTo: number | null;
  /** The version that must be in force; null: whichever is. */
  readonly ifVersion: number | null;
  /** What else is done in the same transaction, before it. */
  readonly before?: (tx: Tx) => Promise<void>;
}

/**
 * Checks a rule set against the organisation and puts it in force for every lead decided from then on.
 *
 * @throws AppError `INVALID_INPUT` with an issue for each error: where it is and how to mend it; `CONFLICT` where another
 *   version than `ifVersion` is in force
 */
export async function publishRuleSet(
  context: ServiceContext,
  caller: Caller,
  { ruleSet, note, ifVersion }: PublishRuleSetInput,
): Promise<PublishedRuleSet> {
  return publish(context, caller, { ruleSet, note: note ?? null, ifVersion: ifVersion ?? null, rollsBackTo: null });
}

/**
 * Publishes the content of an earlier version as the next one: the versions in between stay on file. The version in force
 * rolled back to changes nothing.
 *
 * @throws AppError `NOT_FOUND`; `INVALID_INPUT` where the organisation has changed so that it has errors now
 */
export async function rollBackRuleSet(
  context: ServiceContext,
  caller: Caller,
  { toVersion, note }: RollBackInput,
): Promise<PublishedRuleSet> {
  const { body } = await readVersion(context, toVersion);
  return publish(context, caller, { ruleSet: body, note: note ?? null, ifVersion: null, rollsBackTo: toVersion });
}

/** Publishes it with all that goes before it, or nothing of it. */
export async function publish(
  { db, clock, directories }: ServiceContext,
  caller: Caller,
  { ruleSet, note, rollsBackTo, ifVersion, before = async () => {} }: Publication,
): Promise<PublishedRuleSet> {
  const hash = hashRuleSet(ruleSet);
  // Comparing thousands of rules takes a while: not under the lock that batches wait for.
  const content = diagnoseContent(ruleSet);
  return inTransaction(db, async (tx) => {
    const directory = await directories.read(tx, "update");
    assertVersion(directory.ruleSet?.ref.version ?? 0, ifVersion);
    await before(tx);
    const diagnostics = [...content, ...diagnoseTargets(ruleSet, directory)];
    assertNoErrors(diagnostics);
    const version = await storeRuleSet(tx, {
      body: ruleSet,
      hash,
      name: ruleSet.name,
      publishedAt: toTimestamp(clock.nowMs()),
      publishedBy: caller.id,
      note,
      rollsBackTo,
    });
    await wakeWaiting(tx, null);
    return { version, hash, warnings: diagnostics };
  });
}

function assertVersion(active: number, expected: number | null): void {
  if (expected === null || expected === active) return;
  throw new AppError("CONFLICT", `Version ${active} of the rules is in force now, not ${expected}.`, [
    { field: "ifVersion", problem: `version ${active} is in force now`, expected: `${active}` },
  ]);
}

/** All that is wrong with a rule set, errors first, without publishing it. */
export async function checkRuleSet(
  { db, directories }: Pick<ServiceContext, "db" | "directories">,
  ruleSet: RuleSet,
): Promise<readonly Diagnostic[]> {
  return inTransaction(db, async (tx) => diagnoseRuleSet(ruleSet, await directories.read(tx, "none")));
}
