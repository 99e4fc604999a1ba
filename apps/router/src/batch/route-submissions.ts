import type { Decision } from "@pointsman/contracts/decision";
import type { LeadId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import type { Db, Tx } from "@pointsman/store/connect";
import { inTransaction } from "@pointsman/store/in-transaction";
import { isConnectionLost } from "@pointsman/store/is-connection-lost";

import type { Clock } from "../context.ts";
import { attributeLeads } from "../routing/attribute-leads.ts";
import { requireRuleSet, type DirectoryCache, type RoutingDirectory } from "../routing/directory-cache.ts";
import { NOTHING_MOVED } from "../routing/ledger.ts";
import { matchRead } from "../routing/match-accounts.ts";
import { OpenLeads } from "../routing/open-leads.ts";
import { decideCases, type RoutedCase, type RoutingCase } from "../routing/route-cases.ts";
import { commitNewLeads, type DecidedLeads } from "../routing/write-decisions.ts";
import { openWaitingFor, writeTurns } from "../timers/route-waiting.ts";
import { isLeadsFault } from "./lead-fault.ts";
import { readBatch, type BatchEntry } from "./read-batch.ts";
import { identityOf, refuseUnlessSame, type SubmissionResult } from "./submission-result.ts";

export interface RouteDeps {
  readonly db: Db;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly chance: () => number;
  readonly directories: DirectoryCache;
  /** Told each time that a transaction is begun again. */
  readonly onRetry?: () => void;
}

/**
 * Routes a batch in one transaction: nothing is told to anybody before its commit. One result per submission, in order.
 *
 * A connection that breaks may break while the commit is on its way, so that nobody knows whether it was done. Then the
 * batch is read again on another connection: what is on file by now was committed, and the rest is routed.
 *
 * Leads on file that wait come before the new ones. Where it is one of them that fails, it would fail every batch: so a
 * batch that fails with them is tried without, and who is to blame among them is found by the job that gives them turns.
 */
export async function routeSubmissions(
  deps: RouteDeps,
  submissions: readonly Submission[],
): Promise<readonly SubmissionResult[]> {
  const tried: Attempt = { decided: new Map(), waitingFirst: true };
  try {
    return await routeOnce(deps, submissions, tried);
  } catch (error) {
    if (isConnectionLost(error)) {
      deps.onRetry?.();
      const results = await routeOnce(deps, submissions, { decided: new Map(), waitingFirst: true });
      return results.map((result) => (isOurs(result, tried.decided) ? { ...result, kind: "routed" } : result));
    }
    if (!tried.waitingFirst || !isLeadsFault(error)) throw error;
    return routeOnce(deps, submissions, { decided: new Map(), waitingFirst: false });
  }
}

/** What a call has come to, told to its caller even where it fails. */
interface Attempt {
  /** Is given the decisions before their commit is sent. */
  readonly decided: Map<LeadId, Decision>;
  /** Leads on file that wait come before the new ones; is made false where none waits. */
  waitingFirst: boolean;
}

/** What was found on file is the very decision that this call sent there before its connection broke. */
function isOurs(
  result: SubmissionResult,
  decided: ReadonlyMap<LeadId, Decision>,
): result is Extract<SubmissionResult, { kind: "repeated" }> {
  if (result.kind !== "repeated") return false;
  return JSON.stringify(decided.get(result.decision.leadId)) === JSON.stringify(result.decision);
}

async function routeOnce(
  { db, clock, chance, directories, onRetry }: RouteDeps,
  submissions: readonly Submission[],
  attempt: Attempt,
): Promise<readonly SubmissionResult[]> {
  let isAgain = false;
  return inTransaction(
    db,
    async (tx) => {
      if (isAgain) onRetry?.();
      isAgain = true;
      const { directory, leadsWait, entries } = await readBatch(tx, directories, submissions);
      const fresh = distinctLeads(entries.filter(({ background }) => background.known === null));
      attempt.waitingFirst &&= leadsWait;
      const { waitingFirst } = attempt;
      const decided = await decideFresh(tx, directory, { fresh, now: toTimestamp(clock.nowMs()), waitingFirst });
      const findRouted = indexRouted(decided.routed);
      const results = entries.map(
        (entry) => toKnownResult(entry) ?? toResult(entry.submission, findRouted(entry.submission)),
      );
      attempt.decided.clear();
      for (const { decision } of decided.routed) attempt.decided.set(decision.leadId, decision);
      if (decided.routed.length > 0) await commitNewLeads(tx, decided);
      return results;
    },
    chance,
  );
}

/** The same lead twice in one batch is one lead, by its id as by its key. */
function distinctLeads(entries: readonly BatchEntry[]): readonly BatchEntry[] {
  const [ids, keys] = [new Set<string>(), new Set<string>()];
  return entries.filter(({ submission }) => {
    const key = keyOf(submission);
    if (ids.has(submission.leadId) || keys.has(key)) return false;
    ids.add(submission.leadId);
    keys.add(key);
    return true;
  });
}

/** The routed lead that a submission is, or that it gets in the way of. */
function indexRouted(routed: readonly RoutedCase[]): (submission: Submission) => RoutedCase | undefined {
  const byKey = new Map(routed.map((entry) => [keyOf(entry.case.submission), entry]));
  const byId = new Map(routed.map((entry) => [entry.case.submission.leadId, entry]));
  return (submission) => byKey.get(keyOf(submission)) ?? byId.get(submission.leadId);
}

function keyOf({ source, idempotencyKey }: Submission): string {
  return `${source}\n${idempotencyKey}`; // a source is a slug: it holds no line break
}

/** The result of a submission whose key or id is on file already; null: it is new. */
export function toKnownResult({
  submission,
  background: { known },
}: Pick<BatchEntry, "submission" | "background">): SubmissionResult | null {
  if (known === null) return null;
  return refuseUnlessSame(submission, known) ?? { kind: "repeated", decision: known.decision };
}

function toResult(submission: Submission, entry: RoutedCase | undefined): SubmissionResult {
  if (entry === undefined) throw new Error(`Lead ${submission.leadId} was neither on file nor routed`);
  const { decision, case: routed } = entry;
  if (routed.submission === submission) return { kind: "routed", decision };
  return refuseUnlessSame(submission, identityOf(routed.submission)) ?? { kind: "repeated", decision };
}

/** Decides the new leads, and writes what came of leads that waited before them. */
async function decideFresh(
  tx: Tx,
  directory: RoutingDirectory,
  {
    fresh,
    now,
    waitingFirst,
  }: { readonly fresh: readonly BatchEntry[]; readonly now: Timestamp; readonly waitingFirst: boolean },
): Promise<DecidedLeads> {
  if (fresh.length === 0) return { routed: [], moved: NOTHING_MOVED, now };
  const { duplicateWindowMinutes } = requireRuleSet(directory).body;
  const openLeads = OpenLeads.of(
    fresh.flatMap(({ background }) => background.openLeads),
    duplicateWindowMinutes,
  );
  const cases = await toCases(tx, directory, fresh);
  const openFirst = async (targets: readonly string[]) =>
    waitingFirst ? openWaitingFor(tx, directory, { targets, newLeads: cases.length }) : [];
  const { first, routed, moved } = await decideCases(tx, { directory, now, openLeads, openFirst }, cases);
  await writeTurns(tx, first);
  return { routed, moved, now };
}

async function toCases(
  tx: Tx,
  directory: RoutingDirectory,
  fresh: readonly BatchEntry[],
): Promise<readonly RoutingCase[]> {
  const matched = await matchRead(
    tx,
    fresh.map(({ background: { history }, ...lead }) => ({ ...lead, history })),
  );
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
