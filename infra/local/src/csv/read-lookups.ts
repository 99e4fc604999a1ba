import type { Lookups } from "@pointsman/csv/cell";
import { createLookups } from "@pointsman/csv/look-up";

import type { Api } from "../api.ts";
import { listAll } from "./list-all.ts";

/** Reps and pools as people call them. */
export async function readLookups({ router }: Api): Promise<Lookups> {
  const reps = await listAll(async (cursor) => router.reps.list.query({ cursor }), "reps");
  const pools = await listAll(async (cursor) => router.pools.list.query({ cursor }), "pools");
  return createLookups({ reps, pools });
}
