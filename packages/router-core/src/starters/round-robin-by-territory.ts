import type { PoolId, QueueId } from "@pointsman/contracts/id";
import type { RuleSet } from "@pointsman/contracts/rule-set";

import { defineRuleSet } from "../define-rule-set.ts";
import { toTerritoryTable, type TerritoryCoverage } from "./territory-coverage.ts";

export interface RoundRobinByTerritory {
  readonly coverage: readonly TerritoryCoverage[];
  /** Who takes leads of no territory, and what a full territory cannot. */
  readonly overflowPoolId: PoolId;
  readonly fallbackQueueId: QueueId;
}

/** The territory's pool takes its turn, whoever asks; what it cannot take goes to a pool for everything else. */
export function roundRobinByTerritory({ coverage, overflowPoolId, fallbackQueueId }: RoundRobinByTerritory): RuleSet {
  return defineRuleSet({
    name: "Round robin by territory",
    derivedFacts: [toTerritoryTable(coverage)],
    stages: [
      {
        id: "territory",
        name: "Territory",
        kind: "pool",
        rules: [
          {
            id: "territory-pool",
            name: "The territory's pool",
            when: { fact: "territory", op: "exists" },
            target: { kind: "territory_pool" },
          },
        ],
      },
      {
        id: "overflow",
        name: "Everything else",
        kind: "pool",
        rules: [
          {
            id: "overflow-pool",
            name: "Overflow",
            when: { all: [] },
            target: { kind: "pool", poolId: overflowPoolId },
          },
        ],
      },
    ],
    fallbackQueueId,
    onUnavailable: { default: ["next_in_pool", "fall_through"] },
    maxHoldHours: 24,
    duplicateWindowMinutes: 60,
  });
}
