import type { Rep } from "@pointsman/contracts/organisation";
import type { Caller } from "@pointsman/rpc/authenticate";
import { reaches } from "@pointsman/rpc/reach";
import { listRepLoads } from "@pointsman/store/reps/list-rep-loads";

import type { ServiceContext } from "../context.ts";
import { readOrganisation } from "./read-organisation.ts";

export type RepWithLoad = Rep & {
  readonly openLeads: number;
  /** What these weigh together, in units of work: counts against his capacity. */
  readonly openUnits: number;
};

/** All reps within the caller's reach, by id, with how many leads each has open. */
export async function listReps(
  context: Pick<ServiceContext, "db" | "directories">,
  caller: Caller,
): Promise<readonly RepWithLoad[]> {
  const { reps } = await readOrganisation(context);
  const loads = new Map((await listRepLoads(context.db)).map((load) => [load.repId, load]));
  const within = reps.filter(({ id }) => reaches(caller, id));
  return within.map((rep) => ({
    ...rep,
    openLeads: loads.get(rep.id)?.openLeads ?? 0,
    openUnits: loads.get(rep.id)?.openUnits ?? 0,
  }));
}
