import type { Facts, LeadWeights } from "@pointsman/contracts/rule-set";

/** Units of work of a lead with these facts, the derived ones included. */
export function weighLead({ default: ordinary, byTier = {} }: LeadWeights, facts: Facts): number {
  const tier = facts["tier"];
  return (typeof tier === "string" && Object.hasOwn(byTier, tier) ? byTier[tier] : undefined) ?? ordinary;
}
