import type { Submission } from "@pointsman/contracts/lead";
import type { Tx } from "@pointsman/store/connect";
import { findDecisions } from "@pointsman/store/decisions/find-decisions";
import { findLeadsByIds, findLeadsByKeys } from "@pointsman/store/leads/find-leads";
import type { StoredLead } from "@pointsman/store/leads/stored-lead";

import { refuseUnlessSame, type Identity, type SubmissionResult } from "./submission-result.ts";

/** The results of those submissions whose id or key is on file already. */
export async function findKnownLeads(
  tx: Tx,
  submissions: readonly Submission[],
): Promise<ReadonlyMap<Submission, SubmissionResult>> {
  const byKey = await findLeadsByKeys(tx, submissions);
  const byId = await findLeadsByIds(
    tx,
    submissions.map(({ leadId }) => leadId),
  );
  if (byKey.length === 0 && byId.length === 0) return new Map();
  const keys = new Map(byKey.map((lead) => [keyOf(lead), lead]));
  const ids = new Map(byId.map((lead) => [lead.id, lead]));
  // The first decision, whatever has become of the lead since: a repeat gets the answer of the first time.
  const first = await findDecisions(
    tx,
    [...byKey, ...byId].map(({ id }) => ({ leadId: id, epoch: 1 })),
  );
  const decisions = new Map(first.map((decision) => [decision.leadId, decision]));
  const results = submissions.flatMap((submission): readonly (readonly [Submission, SubmissionResult])[] => {
    const lead = keys.get(keyOf(submission)) ?? ids.get(submission.leadId);
    const decision = lead === undefined ? undefined : decisions.get(lead.id);
    if (lead === undefined || decision === undefined) return [];
    return [[submission, refuseUnlessSame(submission, toIdentity(lead)) ?? { kind: "repeated", decision }]];
  });
  return new Map(results);
}

function keyOf({ source, idempotencyKey }: { readonly source: string; readonly idempotencyKey: string }): string {
  return `${source}\n${idempotencyKey}`; // a source is a slug: it holds no line break
}

function toIdentity({ id, source, idempotencyKey, bodyHash }: StoredLead): Identity {
  return { leadId: id, source, idempotencyKey, bodyHash };
}
