import type { PoolId, QueueId, RepId } from "@pointsman/contracts/id";
import type { FactValue, Target } from "@pointsman/contracts/rule-set";

import type { FindTerritory } from "../snapshot.ts";
import { coveringPool } from "./derive-facts.ts";
import type { LeadFacts } from "./lead-facts.ts";

/** Whom a target means for one lead. */
export type ResolvedTarget =
  /** `byName`: the rule names him, whoever the lead is from. */
  | { readonly kind: "rep"; readonly repId: RepId; readonly byName?: true }
  | { readonly kind: "pool"; readonly poolId: PoolId }
  | { readonly kind: "queue"; readonly queueId: QueueId }
  /** Nobody: the account has no owner, the territory no pool. */
  | { readonly kind: "nobody" };

const NOBODY: ResolvedTarget = { kind: "nobody" };

export function resolveTarget(
  target: Target,
  facts: Pick<LeadFacts, "valueOf">,
  findTerritory: FindTerritory,
): ResolvedTarget {
  switch (target.kind) {
    case "rep":
      return { kind: "rep", repId: target.repId, byName: true };
    case "pool":
      return { kind: "pool", poolId: target.poolId };
    case "queue":
      return { kind: "queue", queueId: target.queueId };
    case "territory_pool": {
      const territory = facts.valueOf("territory");
      const found = typeof territory === "string" ? findTerritory(territory) : undefined;
      const poolId = coveringPool(found, facts.valueOf("segment") ?? null);
      return poolId === null ? NOBODY : { kind: "pool", poolId };
    }
    case "account_owner":
      return toRep(facts.valueOf("account.ownerId"));
    case "account_csm":
      return toRep(facts.valueOf("account.csmId"));
    case "account_team":
      return toRep(facts.valueOf(`account.team.${target.role}`));
    case "former_owner":
      return toRep(facts.valueOf("account.formerOwnerId"));
    case "partner_manager":
      return toRep(facts.valueOf("partner.managerId"));
  }
}

function toRep(value: FactValue | undefined): ResolvedTarget {
  return isRepId(value) ? { kind: "rep", repId: value } : NOBODY;
}

function isRepId(value: unknown): value is RepId {
  return typeof value === "string" && value.startsWith("rep_");
}
