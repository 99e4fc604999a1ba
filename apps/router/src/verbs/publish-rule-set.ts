import { createHash } from "node:crypto";

import { AppError } from "@pointsman/contracts/error";
import { toTimestamp, type JsonValue } from "@pointsman/contracts/primitive";
import type { RuleSet, RuleSetRef } from "@pointsman/contracts/rule-set";
import { toCanonicalJson } from "@pointsman/router-core/rule-set/canonical-json";
import { diagnoseRuleSet } from "@pointsman/router-core/rule-set/diagnose";
import type { Caller } from "@pointsman/rpc/authenticate";
import { inTransaction } from "@pointsman/store/in-transaction";
import { readOrgState } from "@pointsman/store/organisation/read-org-state";
import { getRuleSetVersion, type RuleSetVersion } from "@pointsman/store/rule-sets/get-rule-set-version";
import { publishRuleSet as storeRuleSet } from "@pointsman/store/rule-sets/publish-rule-set";

import type { ServiceContext } from "../context.ts";

/**
 * Checks a rule set against the organisation and puts it in force for every lead decided from then on.
 *
 * @throws AppError `INVALID_INPUT` with the path of everything it names that does not exist
 */
export async function publishRuleSet(
  { db, clock, directories }: ServiceContext,
  caller: Caller,
  ruleSet: RuleSet,
): Promise<RuleSetRef> {
  const hash = hashRuleSet(ruleSet);
  return inTransaction(db, async (tx) => {
    const directory = await directories.read(tx, "update");
    const issues = diagnoseRuleSet(ruleSet, directory);
    const [first] = issues;
    if (first !== undefined) {
      throw new AppError("INVALID_INPUT", `The rule set cannot be published: ${first.field}: ${first.problem}`, issues);
    }
    const publishedAt = toTimestamp(clock.nowMs());
    const version = await storeRuleSet(tx, {
      body: ruleSet,
      hash,
      name: ruleSet.name,
      publishedAt,
      publishedBy: caller.id,
    });
    return { version, hash };
  });
}

/** The rule set in force; null before the first was published. */
export async function readActiveRuleSet({ db }: Pick<ServiceContext, "db">): Promise<RuleSetVersion | null> {
  const { activeRuleSetVersion } = await readOrgState(db, { lock: "none" });
  return activeRuleSetVersion === null ? null : ((await getRuleSetVersion(db, activeRuleSetVersion)) ?? null);
}

/** SHA-256 over the canonical JSON: the same rules have the same hash, whoever wrote them in which order. */
function hashRuleSet(ruleSet: RuleSet): string {
  const json: JsonValue = JSON.parse(JSON.stringify(ruleSet));
  return createHash("sha256").update(toCanonicalJson(json)).digest("hex");
}
