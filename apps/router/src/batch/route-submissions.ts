import type { Submission } from "@pointsman/contracts/lead";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { Db, Tx } from "@pointsman/store/connect";
import { inTransaction } from "@pointsman/store/in-transaction";
import { RetryTransactionError } from "@pointsman/store/is-retryable";
import { insertLeads } from "@pointsman/store/leads/insert-leads";
import { appendEvents } from "@pointsman/store/outbox/append-events";

import type { Clock } from "../context.ts";
import { toAccountMatch } from "../routing/account-match.ts";
import { attributeLeads } from "../routing/attribute-leads.ts";
import { requireRuleSet, type DirectoryCache, type RoutingDirectory } from "../routing/directory-cache.ts";
import { toDecisionEvent, toReceivedEvent } from "../routing/lead-event.ts";
import { matchAccounts } from "../routing/match-accounts.ts";
import { OpenLeads } from "../routing/open-leads.ts";
import { routeBehind, type RoutedCase, type RoutingCase } from "../routing/route-cases.ts";
import { toPlacement, writeDecisions } from "../routing/write-decisions.ts";
import { openWaitingFor, writeTurns } from "../timers/route-waiting.ts";
import { findKnownLeads } from "./find-known-leads.ts";
import { refuseUnlessSame, type SubmissionResult } from "./submission-result.ts";

interface RouteDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly directories: DirectoryCache;
}

/** Routes a batch in one transaction: nothing is told to anybody before its commit. One result per submission, in order. */
export async function routeSubmissions(
  { db, clock, directories }: RouteDeps,
  submissions: readonly Submission[],
): Promise<readonly SubmissionResult[]> {
  return inTransaction(db, async (tx) => {
    const { directory, leadsWait } = await directories.readForBatch(tx);
    const known = await findKnownLeads(tx, submissions);
    const fresh = distinctLeads(submissions.filter((submission) => !known.has(submission)));
    const routed = await routeFresh(tx, directory, { submissions: fresh, nowMs: clock.nowMs(), leadsWait });
    const byLead = new Map(routed.map((entry) => [entry.case.submission.leadId, entry]));
    return submissions.map(
      (submission) => known.get(submission) ?? toResult(submission, byLead.get(submission.leadId)),
    );
  });
}

/** The same lead twice in one batch is one lead. */
function distinctLeads(submissions: readonly Submission[]): readonly Submission[] {
  const byLead = new Map<string, Submission>();
  for (const submission of submissions) {
    if (!byLead.has(submission.leadId)) byLead.set(submission.leadId, submission);
  }
  return [...byLead.values()];
}

function toResult(submission: Submission, entry: RoutedCase | undefined): SubmissionResult {
  if (entry === undefined) throw new Error(`Lead ${submission.leadId} was neither on file nor routed`);
  const { decision, case: routed } = entry;
  if (routed.submission === submission) return { kind: "routed", decision };
  return refuseUnlessSame(submission, routed.submission) ?? { kind: "repeated", decision };
}

async function routeFresh(
  tx: Tx,
  directory: RoutingDirectory,
  {
    submissions,
    nowMs,
    leadsWait,
  }: { readonly submissions: readonly Submission[]; readonly nowMs: number; readonly leadsWait: boolean },
): Promise<readonly RoutedCase[]> {
  if (submissions.length === 0) return [];
  const now = toTimestamp(nowMs);
  const openLeads = await OpenLeads.read(tx, submissions, requireRuleSet(directory).body.duplicateWindowMinutes);
  const cases = await toCases(tx, directory, submissions);
  const openFirst = async (targets: readonly string[]) =>
    leadsWait ? openWaitingFor(tx, directory, { targets, newLeads: cases.length }) : [];
  const { first, routed } = await routeBehind(tx, { directory, now, openLeads, openFirst }, cases);
  await writeTurns(tx, first);
  const inserted = await insertLeads(
    tx,
    routed.map(({ case: { submission, account, background, partner, attribution }, decision }) => ({
      submission,
      qualifiedAt: submission.receivedAt,
      createdAt: now,
      accountId: account?.id ?? null,
      partnerId: partner?.id ?? null,
      attribution,
      accountMatch: toAccountMatch(background.match),
      placement: toPlacement(decision),
    })),
  );
  // Another process committed one of them since we looked: decide again, now that it can be seen.
  if (inserted.length < routed.length)
    throw new RetryTransactionError("a lead of the batch was just added by another process");
  await writeDecisions(tx, routed);
  await appendEvents(
    tx,
    routed.flatMap(({ case: routingCase, decision }) => {
      const subject = toSubject(routingCase);
      return [toReceivedEvent(subject, decision), toDecisionEvent(subject, decision)];
    }),
  );
  return routed;
}

async function toCases(
  tx: Tx,
  directory: RoutingDirectory,
  submissions: readonly Submission[],
): Promise<readonly RoutingCase[]> {
  const matched = await matchAccounts(tx, submissions);
  const partners = await attributeLeads(tx, directory, matched);
  return matched.map(({ submission, account, background }): RoutingCase => ({
    submission,
    qualifiedAt: submission.receivedAt,
    account,
    background,
    partner: null,
    attribution: null,
    ...partners.get(submission.leadId),
    epoch: 1,
    excludedRepIds: [],
    assignTo: null,
    qualified: submission.qualified ?? false,
    released: null,
  }));
}

function toSubject({ submission, account, partner }: RoutingCase) {
  return {
    submission,
    qualifiedAt: submission.receivedAt,
    accountStatus: account?.status ?? null,
    partnerId: partner?.id ?? null,
  };
}
