import type { Decision } from "@pointsman/contracts/decision";
import type { RuleSet } from "@pointsman/contracts/rule-set";

import { decide, type DecisionInputs } from "./decide.ts";

export interface ReplayResult {
  readonly identical: boolean;
  readonly replayed: Decision;
}

/** Makes a recorded decision again, from its recorded inputs, and compares the two byte for byte. */
export function replay(ruleSet: RuleSet, inputs: DecisionInputs, recorded: Decision): ReplayResult {
  const { decision: replayed } = decide(ruleSet, inputs);
  return { identical: JSON.stringify(replayed) === JSON.stringify(recorded), replayed };
}
