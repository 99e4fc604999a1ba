import { AppError } from "@pointsman/contracts/error";
import type { RepId } from "@pointsman/contracts/id";
import type { LeadState } from "@pointsman/contracts/lead";
import type { StoredAssignment } from "@pointsman/store/assignments/list-assignments";
import type { LeadHistory } from "@pointsman/store/leads/get-lead";

import { findActiveAssignment } from "./open-case.ts";

const CLOSED: ReadonlySet<LeadState> = new Set(["converted", "disqualified", "attached"]);

/** Lets a lead pass with which something can still happen. @throws AppError `LEAD_CLOSED` */
export function requireOpen({ lead }: LeadHistory, verb: string): void {
  if (!CLOSED.has(lead.state)) return;
  const where = lead.state === "attached" ? `attached to ${lead.attachedToLeadId}` : lead.state;
  throw new AppError("LEAD_CLOSED", `Lead ${lead.id} is ${where}: it can no longer be ${verb}.`);
}

/**
 * Lets a lead pass that is as the caller knows it.
 *
 * @param epoch of the latest decision that the caller knows; undefined: whatever it is
 * @throws AppError `CONFLICT`
 */
export function requireEpoch({ lead }: LeadHistory, epoch: number | undefined): void {
  if (epoch === undefined || epoch === lead.epoch) return;
  throw new AppError("CONFLICT", `Lead ${lead.id} is at epoch ${lead.epoch} now, not at ${epoch}.`, [
    { field: "epoch", problem: `the lead is at epoch ${lead.epoch}`, expected: `${lead.epoch}` },
  ]);
}

/**
 * The assignment of the rep who has the lead.
 *
 * @param repId who must have it; undefined: whoever has
 * @throws AppError `LEAD_CLOSED`; `CONFLICT` where nobody has it, or somebody else
 */
export function requireAssigned(history: LeadHistory, verb: string, repId?: RepId): StoredAssignment {
  requireOpen(history, verb);
  const active = findActiveAssignment(history);
  const { id, state } = history.lead;
  if (active === undefined) {
    throw new AppError("CONFLICT", `Lead ${id} is ${state}: only an assigned lead can be ${verb}.`);
  }
  if (repId !== undefined && repId !== active.repId) {
    throw new AppError("CONFLICT", `Lead ${id} is with ${active.repId} now, not with ${repId}.`, [
      { field: "repId", problem: `the lead is with ${active.repId} now`, expected: active.repId },
    ]);
  }
  return active;
}
