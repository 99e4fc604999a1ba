import { AppError } from "@pointsman/contracts/error";
import type { LeadId, RepId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";
import type { Caller } from "@pointsman/rpc/authenticate";
import { getAccount } from "@pointsman/store/accounts/find-accounts";
import type { EndReason } from "@pointsman/store/assignments/end-assignments";
import type { StoredAssignment } from "@pointsman/store/assignments/list-assignments";
import type { Tx } from "@pointsman/store/connect";
import { lockLeads } from "@pointsman/store/leads/find-leads";
import { getLead, type LeadHistory } from "@pointsman/store/leads/get-lead";
import type { StoredLead } from "@pointsman/store/leads/stored-lead";

import { recallPartner } from "../routing/attribute-leads.ts";
import type { RoutingDirectory } from "../routing/directory-cache.ts";
import type { EventSubject } from "../routing/lead-event.ts";
import { recallBackground } from "../routing/match-accounts.ts";
import type { RoutingCase } from "../routing/route-cases.ts";
import { requireLead } from "./lead-reach.ts";

export interface OpenCase {
  readonly history: LeadHistory;
  /** The case of the next decision on the lead, as if nothing were asked of it but to decide again. */
  readonly next: RoutingCase;
  readonly subject: EventSubject;
}

/**
 * Locks a lead on file and reads it as a case to decide on again. The lock comes before those of pools and loads: who
 * waits here reads the lead as the one before left it, and no decision is made twice.
 *
 * @throws AppError `NOT_FOUND`; `LEAD_CLOSED` where it was archived
 */
export async function openCase(tx: Tx, directory: RoutingDirectory, leadId: LeadId): Promise<OpenCase> {
  await lockLeads(tx, [leadId]);
  const history = await getLead(tx, leadId);
  if (history === undefined) throw new AppError("NOT_FOUND", `There is no lead ${leadId}.`);
  const { lead } = history;
  if (lead.archived) {
    throw new AppError(
      "LEAD_CLOSED",
      `Lead ${leadId} is ${lead.state} and archived: it can be read, and nothing else.`,
    );
  }
  const account = lead.accountId === null ? null : ((await getAccount(tx, lead.accountId)) ?? null);
  const { partner, attribution } = recallPartner(directory, lead);
  const submission = toSubmission(lead);
  return {
    history,
    next: {
      submission,
      qualifiedAt: lead.qualifiedAt,
      account,
      background: await recallBackground(tx, submission, account),
      partner,
      attribution,
      epoch: lead.epoch + 1,
      excludedRepIds: listLosers(history),
      assignTo: null,
      qualified: lead.state !== "unqualified",
      released: findActiveAssignment(history) ?? null,
    },
    subject: {
      submission,
      qualifiedAt: lead.qualifiedAt,
      accountStatus: account?.status ?? null,
      partnerId: lead.partnerId,
      attributedBy: attribution?.by ?? null,
    },
  };
}

/** The same for a caller, whose reach the lead must be within. @throws AppError `OUT_OF_REACH`, and what `openCase` throws */
export async function openCaseFor(
  caller: Caller,
  tx: Tx,
  directory: RoutingDirectory,
  leadId: LeadId,
): Promise<OpenCase> {
  const opened = await openCase(tx, directory, leadId);
  requireLead(caller, opened.history, directory);
  return opened;
}

/** The assignment of the rep who has the lead now. */
export function findActiveAssignment({ assignments }: LeadHistory): StoredAssignment | undefined {
  return assignments.find(({ endedAt }) => endedAt === null);
}

/** Who lost a lead so is not given it again by the rules; one taken for `capacity` or `pto` may come back to him. */
const LOST_FOR_GOOD: ReadonlySet<string | null> = new Set<EndReason>([
  "rejected",
  "sla_breach",
  "wrong_territory",
  "wrong_segment",
  "wrong_owner",
  "conflict",
]);

function listLosers({ assignments }: LeadHistory): readonly RepId[] {
  const lost = assignments.filter(({ endReason }) => LOST_FOR_GOOD.has(endReason));
  return [...new Set(lost.map(({ repId }) => repId))];
}

export function toSubmission({
  id,
  source,
  idempotencyKey,
  bodyHash,
  receivedAt,
  details,
  warnings,
}: StoredLead): Submission {
  return { leadId: id, source, idempotencyKey, bodyHash, receivedAt, lead: details, warnings };
}
