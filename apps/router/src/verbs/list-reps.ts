import type { Rep } from "@pointsman/contracts/organisation";
import { listRepLoads } from "@pointsman/store/reps/list-rep-loads";

import type { ServiceContext } from "../context.ts";
import { readOrganisation } from "./read-organisation.ts";

export type RepWithLoad = Rep & { readonly openLeads: number };

/** All reps, by id, with how many leads each has open. */
export async function listReps(context: Pick<ServiceContext, "db" | "directories">): Promise<readonly RepWithLoad[]> {
  const { reps } = await readOrganisation(context);
  const loads = new Map((await listRepLoads(context.db)).map(({ repId, openLeads }) => [repId, openLeads]));
  return reps.map((rep) => ({ ...rep, openLeads: loads.get(rep.id) ?? 0 }));
}
