import type { LeadId } from "@pointsman/contracts/id";
import { findAccountsByIds } from "@pointsman/store/accounts/find-accounts";
import type { Tx } from "@pointsman/store/connect";
import { findExcludedReps } from "@pointsman/store/decisions/find-excluded-reps";
import { findHeldSince } from "@pointsman/store/decisions/find-held-since";
import { lockLeads } from "@pointsman/store/leads/find-leads";
import type { StoredLead } from "@pointsman/store/leads/stored-lead";
import { updateLeadStates } from "@pointsman/store/leads/update-lead-states";
import { appendEvents } from "@pointsman/store/outbox/append-events";

import { recallPartner } from "../routing/attribute-leads.ts";
import type { RoutingDirectory } from "../routing/directory-cache.ts";
import { toDecisionEvent } from "../routing/lead-event.ts";
import { recallBackgrounds } from "../routing/match-accounts.ts";
import type { RoutedCase, RoutingCase } from "../routing/route-cases.ts";
import { toPlacement, writeDecisions } from "../routing/write-decisions.ts";
import { toSubmission } from "../verbs/open-case.ts";

/**
 * Locks leads on file and reads those that `isCurrent` lets pass as cases to decide on again, in a fixed number of
 * statements however many they are. Who waited for the lock sees the lead as the one before left it. Reps whom the
 * latest decision left out stay left out.
 */
export async function openCases(
  tx: Tx,
  directory: RoutingDirectory,
  { leadIds, isCurrent }: { readonly leadIds: readonly LeadId[]; readonly isCurrent: (lead: StoredLead) => boolean },
): Promise<readonly RoutingCase[]> {
  const leads = (await lockLeads(tx, leadIds)).filter(isCurrent);
  const accountIds = leads.flatMap(({ accountId }) => (accountId === null ? [] : [accountId]));
  const accounts = new Map((await findAccountsByIds(tx, accountIds)).map((account) => [account.id, account]));
  const excluded = await findExcludedReps(
    tx,
    leads.map(({ id, epoch }) => ({ leadId: id, epoch })),
  );
  const heldSince = await findHeldSince(
    tx,
    leads.flatMap(({ id, state }) => (state === "held" ? [id] : [])),
  );
  const known = leads.map((lead) => ({
    lead,
    submission: toSubmission(lead),
    account: lead.accountId === null ? null : (accounts.get(lead.accountId) ?? null),
  }));
  const backgrounds = await recallBackgrounds(tx, known);
  return known.flatMap(({ lead, submission, account }, index): readonly RoutingCase[] => {
    const background = backgrounds[index];
    if (background === undefined) return [];
    return [
      {
        submission,
        qualifiedAt: lead.qualifiedAt,
        account,
        background,
        ...recallPartner(directory, lead),
        epoch: lead.epoch + 1,
        excludedRepIds: excluded.get(lead.id) ?? [],
        assignTo: null,
        // What was held or parked was due for routing already.
        qualified: true,
        heldSince: heldSince.get(lead.id),
        released: null,
        waitsFor: lead.waitsFor ?? undefined,
      },
    ];
  });
}

/** Writes new decisions on leads that nobody had. */
export async function writeRedecided(tx: Tx, routed: readonly RoutedCase[]): Promise<void> {
  await updateLeadStates(
    tx,
    routed.map(({ decision }) => ({ leadId: decision.leadId, ...toPlacement(decision) })),
  );
  await writeDecisions(tx, routed);
  await appendEvents(
    tx,
    routed.map(({ case: routingCase, decision }) => toDecisionEvent(toSubject(routingCase), decision)),
  );
}

function toSubject({ submission, qualifiedAt, account, partner, attribution }: RoutingCase) {
  return {
    submission,
    qualifiedAt,
    accountStatus: account?.status ?? null,
    partnerId: partner?.id ?? null,
    attributedBy: attribution?.by ?? null,
  };
}
