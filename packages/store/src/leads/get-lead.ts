import type { Decision } from "@pointsman/contracts/decision";
import type { LeadId } from "@pointsman/contracts/id";

import { listAssignments, type StoredAssignment } from "../assignments/list-assignments.ts";
import type { Db } from "../connect.ts";
import { listDecisions } from "../decisions/find-decisions.ts";
import { findLeadsByIds } from "./find-leads.ts";
import type { StoredLead } from "./stored-lead.ts";

/** A lead with its history, the latest last. */
export type LeadHistory = {
  readonly lead: StoredLead;
  readonly decisions: readonly Decision[];
  readonly latestDecision: Decision;
  readonly assignments: readonly StoredAssignment[];
};

/** Everything on file of one lead; undefined: no such lead. Three statements: use a transaction where they must agree. */
export async function getLead(db: Db, id: LeadId): Promise<LeadHistory | undefined> {
  const [lead] = await findLeadsByIds(db, [id]);
  if (lead === undefined) return undefined;
  const decisions = await listDecisions(db, id);
  const latestDecision = decisions.at(-1);
  if (latestDecision === undefined) throw new Error(`Lead ${id} is ${lead.state} without a decision`);
  return { lead, decisions, latestDecision, assignments: await listAssignments(db, id) };
}
