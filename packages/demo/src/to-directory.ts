import type { Directory } from "@pointsman/router-core/snapshot";

import type { Organisation } from "./organisation.ts";

/** The organisation as the engine looks things up in it. */
export function toDirectory({ reps, pools, territories, queues }: Organisation): Directory {
  const territoryById = new Map<string, Organisation["territories"][number]>(byId(territories));
  return { reps: byId(reps), pools: byId(pools), queues: byId(queues), findTerritory: (id) => territoryById.get(id) };
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<T["id"], T> {
  return new Map(items.map((item) => [item.id, item]));
}
