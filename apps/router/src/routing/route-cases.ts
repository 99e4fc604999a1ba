import type { Decision } from "@pointsman/contracts/decision";
import type { RepId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";
import type { Account, Partner } from "@pointsman/contracts/organisation";
import type { Timestamp } from "@pointsman/contracts/primitive";
import type { CompiledRuleSet } from "@pointsman/router-core/compile/compile-rule-set";
import { decide, type DecisionInputs, type RoutingRequest } from "@pointsman/router-core/decide";
import { buildFacts } from "@pointsman/router-core/facts/build-facts";
import type { RoutingPlan } from "@pointsman/router-core/plan";
import { collectScope } from "@pointsman/router-core/scope";
import { buildSnapshot, type Scope } from "@pointsman/router-core/snapshot";
import type { Tx } from "@pointsman/store/connect";

import type { RoutingDirectory } from "./directory-cache.ts";
import { requireRuleSet } from "./directory-cache.ts";
import { Ledger } from "./ledger.ts";
import type { OpenLeads } from "./open-leads.ts";

/** One lead to decide on: new, due after a hold, or taken from its rep. */
export interface RoutingCase {
  readonly submission: Submission;
  readonly account: Account | null;
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
  /** Runs once everything is locked and before anything is decided: the place to lock leads on file. */
  readonly afterLocks?: () => Promise<void>;
  /** Open leads that a new one of the same person joins; null: nothing is joined. */
  readonly openLeads: OpenLeads | null;
}

/**
 * Decides the cases one after the other, each on the state that the one before left: locks whatever any of them may
 * read, decides in memory, writes pools and loads back. The decisions themselves are for the caller to write.
 */
export async function routeCases(
  tx: Tx,
  { directory, now, openLeads, afterLocks }: RoutingRun,
  cases: readonly RoutingCase[],
): Promise<readonly RoutedCase[]> {
  const { ref, body, compiled } = requireRuleSet(directory);
  // Whatever needs no lock happens before the locks.
  const planned = cases.map((routingCase) => planCase(routingCase, directory, compiled));
  const ledger = await Ledger.open(tx, uniteScopes(planned));
  await afterLocks?.();
  const routed = planned.map(({ routingCase, request, plan, scope }) => {
    if (routingCase.releasedRepId !== null) ledger.release(routingCase.releasedRepId);
    const inputs: DecisionInputs = {
      format: 1,
      ruleSet: ref,
      request: { ...request, now, duplicateOf: openLeads?.find(routingCase.submission) ?? null },
      snapshot: buildSnapshot(scope, directory, ledger.live),
    };
    const result = decide(body, inputs, plan);
    ledger.book(result);
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
}

function planCase(routingCase: RoutingCase, directory: RoutingDirectory, ruleSet: CompiledRuleSet): PlannedCase {
  const { submission, account, partner, epoch, excludedRepIds, assignTo } = routingCase;
  const facts = buildFacts({ submission, account, partner, nameOf: directory.repName });
  const plan = ruleSet.plan(facts, directory.findTerritory);
  const request = { leadId: submission.leadId, epoch, facts, excludedRepIds, assignTo };
  return { routingCase, request, plan, scope: collectScope(plan, directory) };
}

function uniteScopes(planned: readonly PlannedCase[]): Pick<Scope, "repIds" | "poolIds"> {
  const named = planned.flatMap(({ routingCase: { assignTo, releasedRepId } }) => [assignTo, releasedRepId]);
  return {
    repIds: distinct([...planned.flatMap(({ scope }) => scope.repIds), ...named.filter((repId) => repId !== null)]),
    poolIds: distinct(planned.flatMap(({ scope }) => scope.poolIds)),
  };
}

function distinct<T extends string>(ids: readonly T[]): readonly T[] {
  return [...new Set(ids)];
}
