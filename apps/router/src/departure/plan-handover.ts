import { AppError } from "@pointsman/contracts/error";
import type { RepId } from "@pointsman/contracts/id";
import type { Partner, Pool, Queue, Rep } from "@pointsman/contracts/organisation";

import type { RoutingDirectory } from "../routing/directory-cache.ts";

/** What changes of the organisation when a rep leaves: each item as it is to be. */
export interface Handover {
  readonly successorRepId: RepId | null;
  /** The leaver, where he is not marked as such yet, and those whose backup he was. */
  readonly reps: readonly Rep[];
  /** His pools without him. */
  readonly pools: readonly Pool[];
  readonly queues: readonly Queue[];
  readonly partners: readonly Partner[];
  /** The forms he answers for; without a successor nobody does. */
  readonly formIds: readonly string[];
}

/**
 * Who takes over, and what then changes. A backup who would be his own, or would have nobody, is none.
 *
 * @throws AppError `NOT_FOUND`; `INVALID_INPUT` where `toRepId` is not an active colleague; `CONFLICT` where he owns a
 *   queue or looks after a partner, and nobody takes over
 */
export function planHandover(
  { organisation, reps }: RoutingDirectory,
  { repId, toRepId }: { readonly repId: RepId; readonly toRepId?: RepId | undefined },
  formIds: readonly string[],
): Handover {
  // As he is saved: what his calendar says of him is not his to keep.
  const leaver = organisation.reps.find(({ id }) => id === repId);
  if (leaver === undefined) throw new AppError("NOT_FOUND", `There is no rep ${repId}.`);
  const successorRepId =
    toRepId === undefined ? findActiveBackup(leaver, reps) : requireSuccessor(reps, repId, toRepId);
  const queues = organisation.queues.filter(({ ownerRepId }) => ownerRepId === repId);
  const partners = organisation.partners.filter(({ managerRepId }) => managerRepId === repId);
  const [needy] = [...queues, ...partners];
  if (successorRepId === null && needy !== undefined) {
    throw new AppError(
      "CONFLICT",
      `${needy.id} needs somebody in place of ${repId}, who has no active backup: name toRepId.`,
    );
  }
  return {
    successorRepId,
    reps: [
      ...(leaver.status === "departed" ? [] : [{ ...leaver, status: "departed" as const }]),
      ...organisation.reps
        .filter(({ id, backupRepId }) => backupRepId === repId && id !== repId)
        .map((rep) => ({ ...rep, backupRepId: rep.id === successorRepId ? null : successorRepId })),
    ],
    pools: organisation.pools
      .filter(({ members }) => members.some((member) => member.repId === repId))
      .map((pool) => ({ ...pool, members: pool.members.filter((member) => member.repId !== repId) })),
    // Without a successor both lists are empty: see above.
    queues: successorRepId === null ? [] : queues.map((queue) => ({ ...queue, ownerRepId: successorRepId })),
    partners: successorRepId === null ? [] : partners.map((partner) => ({ ...partner, managerRepId: successorRepId })),
    formIds,
  };
}

/** The first active rep in the chain of his backups; a circle ends where it began. */
function findActiveBackup(leaver: Rep, reps: ReadonlyMap<RepId, Rep>): RepId | null {
  const seen = new Set<RepId>([leaver.id]);
  for (let id = leaver.backupRepId; id !== null && !seen.has(id); id = reps.get(id)?.backupRepId ?? null) {
    if (reps.get(id)?.status === "active") return id;
    seen.add(id);
  }
  return null;
}

function requireSuccessor(reps: ReadonlyMap<RepId, Rep>, repId: RepId, toRepId: RepId): RepId {
  const problem = problemWith(reps.get(toRepId), repId, toRepId);
  if (problem === null) return toRepId;
  throw new AppError("INVALID_INPUT", `toRepId: ${problem}`, [
    { field: "toRepId", problem, expected: "an active colleague of the leaver" },
  ]);
}

function problemWith(successor: Rep | undefined, repId: RepId, toRepId: RepId): string | null {
  if (successor === undefined) return `there is no rep ${toRepId}`;
  if (toRepId === repId) return `${toRepId} is the leaver himself`;
  return successor.status === "departed" ? `${toRepId} has left the company` : null;
}
