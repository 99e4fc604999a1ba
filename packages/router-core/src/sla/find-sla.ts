import type { Facts, Sla } from "@pointsman/contracts/rule-set";

import { evaluateCondition } from "../conditions/evaluate.ts";

/** The first SLA that holds of the facts, as a plan's part; nothing where none does. */
export function findSla(slas: readonly Sla[], facts: Facts): { readonly sla?: Sla } {
  const sla = slas.find(({ when }) => evaluateCondition(when, facts));
  return sla === undefined ? {} : { sla };
}
