import type { RepWithLoad } from "@pointsman/contracts/api/organisation";
import { AppError } from "@pointsman/contracts/error";
import type { RepId } from "@pointsman/contracts/id";
import type { Rep } from "@pointsman/contracts/organisation";
import type { Caller } from "@pointsman/rpc/authenticate";
import { reaches, requireReach } from "@pointsman/rpc/reach";
import { countAccountsOfRep } from "@pointsman/store/accounts/accounts-of-rep";
import type { PageOptions } from "@pointsman/store/page";
import { listRepLoads } from "@pointsman/store/reps/list-rep-loads";

import type { ServiceContext } from "../context.ts";
import { pageById } from "./page-by-id.ts";
import { readOrganisation } from "./read-organisation.ts";

type Context = Pick<ServiceContext, "db" | "directories">;

/** Reps within the caller's reach, by id, with how many leads each has open. */
export async function listReps(
  context: Context,
  caller: Caller,
  {
    status,
    team,
    ...page
  }: PageOptions & { readonly status?: Rep["status"] | undefined; readonly team?: string | undefined },
) {
  const { reps } = await readOrganisation(context);
  const wanted = reps.filter(
    (rep) =>
      reaches(caller, rep.id) &&
      (status === undefined || rep.status === status) &&
      (team === undefined || rep.team === team),
  );
  const { items, nextCursor } = pageById(wanted, page);
  return { reps: await withLoads(context, items), nextCursor };
}

/** A rep with his parts in the organisation. @throws AppError `NOT_FOUND`; `OUT_OF_REACH` */
export async function readRep(context: Context, caller: Caller, repId: RepId) {
  requireReach(caller, repId);
  const { reps, pools, queues, partners } = await readOrganisation(context);
  const [rep] = await withLoads(
    context,
    reps.filter(({ id }) => id === repId),
  );
  if (rep === undefined) throw new AppError("NOT_FOUND", `There is no rep ${repId}.`);
  return {
    rep,
    poolIds: pools.filter(({ members }) => members.some((member) => member.repId === repId)).map(({ id }) => id),
    backupOfRepIds: reps.filter(({ backupRepId }) => backupRepId === repId).map(({ id }) => id),
    queueIds: queues.filter(({ ownerRepId }) => ownerRepId === repId).map(({ id }) => id),
    partnerIds: partners.filter(({ managerRepId }) => managerRepId === repId).map(({ id }) => id),
    accounts: await countAccountsOfRep(context.db, repId),
  };
}

async function withLoads({ db }: Context, reps: readonly Rep[]): Promise<readonly RepWithLoad[]> {
  const loads = new Map((await listRepLoads(db)).map((load) => [load.repId, load]));
  return reps.map((rep) => ({
    ...rep,
    openLeads: loads.get(rep.id)?.openLeads ?? 0,
    openUnits: loads.get(rep.id)?.openUnits ?? 0,
  }));
}
