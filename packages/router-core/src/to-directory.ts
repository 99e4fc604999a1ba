import type { KnownAvailability } from "@pointsman/contracts/availability";
import type { Pool, Queue, Rep, Territory } from "@pointsman/contracts/organisation";

import { withAvailability } from "./eligibility/with-availability.ts";
import type { Directory } from "./snapshot.ts";

/** Everybody and everything that rules can name. */
export interface Staff {
  readonly reps: readonly Rep[];
  readonly pools: readonly Pool[];
  readonly territories: readonly Territory[];
  readonly queues: readonly Queue[];
  /** What is known of when they are there, beside what stands with them. */
  readonly availability?: KnownAvailability;
}

/** The organisation as the engine looks things up in it: reps with all that is known of when they are there. */
export function toDirectory({ reps, pools, territories, queues, availability }: Staff): Directory {
  const territoryById = new Map<string, Territory>(byId(territories));
  const staff = availability === undefined ? reps : reps.map((rep) => withAvailability(rep, availability));
  return { reps: byId(staff), pools: byId(pools), queues: byId(queues), findTerritory: (id) => territoryById.get(id) };
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<T["id"], T> {
  return new Map(items.map((item) => [item.id, item]));
}
