import { parseInput } from "@pointsman/contracts/error";
import { RuleSet } from "@pointsman/contracts/rule-set";

/**
 * A rule set written by hand, checked where it stands.
 *
 * @throws AppError `INVALID_INPUT` that names each field at fault
 */
export function defineRuleSet(ruleSet: RuleSet): RuleSet {
  return parseInput(RuleSet, ruleSet, "rule set");
}
