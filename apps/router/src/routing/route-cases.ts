import type { Decision } from "@pointsman/contracts/decision";
import type { AccountId, RepId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";
import type { Account, Partner } from "@pointsman/contracts/organisation";
import type { Timestamp } from "@pointsman/contracts/primitive";
import type { CompiledRuleSet } from "@pointsman/router-core/compile/compile-rule-set";
import { decide, type DecisionInputs, type RoutingRequest } from "@pointsman/router-core/decide";
import { periodStartsAt } from "@pointsman/router-core/eligibility/period-starts";
import { buildFacts } from "@pointsman/router-core/facts/build-facts";
import type { RoutingPlan } from "@pointsman/router-core/plan";
import { collectScope } from "@pointsman/router-core/scope";
import { hasCaps, type Scope } from "@pointsman/router-core/snapshot";
import type { Tx } from "@pointsman/store/connect";

import type { RoutingDirectory } from "./directory-cache.ts";
import { requireRuleSet } from "./directory-cache.ts";
import { Ledger, type LedgerScope } from "./ledger.ts";
import type { LeadBackground } from "./match-accounts.ts";
import type { OpenLeads } from "./open-leads.ts";

/** One lead to decide on: new, due after a hold, or taken from its rep. */
export interface RoutingCase {
  readonly submission: Submission;
  readonly account: Account | null;
  readonly background: LeadBackground;
  readonly partner: Partner | null;
  readonly epoch: number;
  readonly excludedRepIds: readonly RepId[];
  readonly assignTo: RepId | null;
  /** Who loses the lead with this decision. */
  readonly releasedRepId: RepId | null;
}

export interface RoutedCase {
  readonly case: RoutingCase;
  readonly decision: Decision;
  readonly inputs: DecisionInputs;
}

export interface RoutingRun {
  readonly directory: RoutingDirectory;
  readonly now: Timestamp;
  /** Open leads that a new one of the same person joins; null: nothing is joined. */
  readonly openLeads: OpenLeads | null;
}

/**
 * Decides the cases one after the other, each on the state that the one before left: locks whatever any of them may
 * read, decides in memory, writes pools and loads back. The decisions themselves are for the caller to write.
 */
export async function routeCases(
  tx: Tx,
  { directory, now, openLeads }: RoutingRun,
  cases: readonly RoutingCase[],
): Promise<readonly RoutedCase[]> {
  const { ref, body, compiled } = requireRuleSet(directory);
  // Whatever needs no lock happens before the locks.
  const planned = cases.map((routingCase) => planCase(routingCase, directory, compiled));
  const ledger = await Ledger.open(tx, directory, uniteScopes(planned, { directory, now }));
  const routed = planned.map(({ routingCase, request, plan, scope, accountId }) => {
    if (routingCase.releasedRepId !== null) ledger.release(routingCase.releasedRepId);
    const inputs: DecisionInputs = {
      format: 1,
      ruleSet: ref,
      request: { ...request, now, duplicateOf: openLeads?.find(routingCase.submission) ?? null },
      snapshot: ledger.snapshotOf(scope, accountId),
    };
    const result = decide(body, inputs, plan);
    ledger.book(result, accountId);
    openLeads?.add(routingCase.submission, result.decision.outcome);
    return { case: routingCase, decision: result.decision, inputs };
  });
  await ledger.close(tx);
  return routed;
}

interface PlannedCase {
  readonly routingCase: RoutingCase;
  readonly request: Omit<RoutingRequest, "now" | "duplicateOf">;
  readonly plan: RoutingPlan;
  readonly scope: Scope;
  /** The account, where a pool in scope wants to know who had its last lead. */
  readonly accountId: AccountId | null;
}

function planCase(routingCase: RoutingCase, directory: RoutingDirectory, ruleSet: CompiledRuleSet): PlannedCase {
  const { submission, account, background, partner, epoch, excludedRepIds, assignTo } = routingCase;
  const facts = buildFacts({
    submission,
    account,
    ...background,
    partner,
    nameOf: directory.repName,
    customFacts: ruleSet.ruleSet.customFacts,
  });
  const plan = ruleSet.plan(facts, directory.findTerritory);
  const request = { leadId: submission.leadId, epoch, facts, excludedRepIds, assignTo };
  const scope = collectScope(plan, directory);
  const isSticky = scope.poolIds.some((poolId) => directory.pools.get(poolId)?.selection === "account_sticky");
  return { routingCase, request, plan, scope, accountId: isSticky ? (account?.id ?? null) : null };
}

function uniteScopes(
  planned: readonly PlannedCase[],
  { directory, now }: Pick<RoutingRun, "directory" | "now">,
): LedgerScope {
  const named = planned.flatMap(({ routingCase: { assignTo, releasedRepId } }) => [assignTo, releasedRepId]);
  const repIds = distinct([
    ...planned.flatMap(({ scope }) => scope.repIds),
    ...named.filter((repId) => repId !== null),
  ]);
  return {
    repIds,
    poolIds: distinct(planned.flatMap(({ scope }) => scope.poolIds)),
    periods: repIds.flatMap((repId) => {
      const rep = directory.reps.get(repId);
      return rep !== undefined && hasCaps(rep) ? [{ repId, ...periodStartsAt(now, rep.timeZone) }] : [];
    }),
    accountIds: distinct(planned.flatMap(({ accountId }) => (accountId === null ? [] : [accountId]))),
  };
}

function distinct<T extends string>(ids: readonly T[]): readonly T[] {
  return [...new Set(ids)];
}
