import type { Lookups } from "@pointsman/csv/cell";
import { createLookups } from "@pointsman/csv/look-up";

import type { Api } from "../api.ts";

/** Reps and pools as people call them. */
export async function readLookups({ router }: Api): Promise<Lookups> {
  return createLookups({ reps: await router.reps.list.query(), pools: await router.pools.list.query() });
}
