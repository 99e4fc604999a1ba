import { AppError } from "@pointsman/contracts/error";
import type { RepId } from "@pointsman/contracts/id";

import type { Caller } from "./authenticate.ts";

/**
 * Whom a caller may touch. A machine's key, an admin and who only reads reach everybody; a manager the reps of his teams; a
 * rep himself. Leads and pools are reached through the reps who have them, so that this is the only rule there is. It costs
 * no statement: the reps came with the key.
 */
export function reaches({ repIds }: Pick<Caller, "repIds">, repId: RepId | null): boolean {
  return repIds === undefined || (repId !== null && repIds.includes(repId));
}

/** @throws AppError `OUT_OF_REACH` */
export function requireReach(caller: Caller, repId: RepId): void {
  requireAll(caller, [repId], `Rep ${repId}`);
}

/** For somebody who is to be in a team. @throws AppError `OUT_OF_REACH` of a team that the caller does not manage */
export function requireTeam(caller: Caller, teamId: string): void {
  const isOurs = caller.repIds === undefined || (caller.teamIds ?? []).includes(teamId);
  if (!isOurs) refuse(caller, `Team ${teamId}`);
}

/**
 * @param what as it begins a sentence, e.g. `Pool pool_west`
 * @throws AppError `OUT_OF_REACH` where one of the reps is not within reach, or there is none
 */
export function requireAll(caller: Caller, repIds: readonly RepId[], what: string): void {
  const isOurs = repIds.length > 0 && repIds.every((repId) => reaches(caller, repId));
  if (!isOurs && caller.repIds !== undefined) refuse(caller, what);
}

/**
 * @param what as it begins a sentence, e.g. `Lead lead_1`
 * @throws AppError `OUT_OF_REACH` where none of the reps is within reach
 */
export function requireAny(caller: Caller, repIds: readonly (RepId | null)[], what: string): void {
  if (caller.repIds !== undefined && !repIds.some((repId) => reaches(caller, repId))) refuse(caller, what);
}

function refuse({ role, teamIds = [] }: Caller, what: string): never {
  const whose = role === "rep" ? "you" : `your teams (${teamIds.join(", ") || "none"})`;
  throw new AppError("OUT_OF_REACH", `${what} does not belong to ${whose}.`);
}

/** Lets pass who reaches everybody. @throws AppError `OUT_OF_REACH` */
export function requireEverybody({ repIds, role }: Caller, procedure: string): void {
  if (repIds === undefined) return;
  throw new AppError("OUT_OF_REACH", `${procedure} concerns the whole organisation: the role ${role} may not call it.`);
}
