import type { Pool, Queue, Rep, Territory } from "@pointsman/contracts/organisation";

import type { Directory } from "./snapshot.ts";

/** Everybody and everything that rules can name. */
export interface Staff {
  readonly reps: readonly Rep[];
  readonly pools: readonly Pool[];
  readonly territories: readonly Territory[];
  readonly queues: readonly Queue[];
}

/** The organisation as the engine looks things up in it. */
export function toDirectory({ reps, pools, territories, queues }: Staff): Directory {
  const territoryById = new Map<string, Territory>(byId(territories));
  return { reps: byId(reps), pools: byId(pools), queues: byId(queues), findTerritory: (id) => territoryById.get(id) };
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<T["id"], T> {
  return new Map(items.map((item) => [item.id, item]));
}
