import type { Decision } from "@pointsman/contracts/decision";
import type { AccountId, RepId } from "@pointsman/contracts/id";
import type { Submission } from "@pointsman/contracts/lead";
import type { Account, Partner } from "@pointsman/contracts/organisation";
import type { Timestamp } from "@pointsman/contracts/primitive";
import type { CompiledRuleSet } from "@pointsman/router-core/compile/compile-rule-set";
import { asksStages, type DecisionInputs, type RoutingRequest } from "@pointsman/router-core/decide";
import { periodStartsAt } from "@pointsman/router-core/eligibility/period-starts";
import { buildFacts, type Attribution } from "@pointsman/router-core/facts/build-facts";
import type { RoutingPlan } from "@pointsman/router-core/plan";
import { collectScope } from "@pointsman/router-core/scope";
import { hasCaps, type Scope } from "@pointsman/router-core/snapshot";
import type { Tx } from "@pointsman/store/connect";
import type { LedgerScope } from "@pointsman/store/pools/lock-ledger";
import type { NewJob } from "@pointsman/store/timers/add-jobs";

import { toJobs } from "../timers/jobs.ts";
import type { RoutingDirectory } from "./directory-cache.ts";
import { requireRuleSet } from "./directory-cache.ts";
import { Ledger, writeMoves, type LedgerMoves, type OpenLoad } from "./ledger.ts";
import type { LeadBackground } from "./match-accounts.ts";
import type { OpenLeads } from "./open-leads.ts";

/** One lead to decide on: new, due after a hold, or taken from its rep. */
export interface RoutingCase {
  readonly submission: Submission;
  readonly qualifiedAt: Timestamp;
  readonly account: Account | null;
  readonly background: LeadBackground;
  readonly partner: Partner | null;
  /** Why it is the partner's; null: no partner, or from before attribution was kept. */
  readonly attribution: Attribution | null;
  readonly epoch: number;
  readonly excludedRepIds: readonly RepId[];
  readonly assignTo: RepId | null;
  /** It counts as qualified whatever the rules ask: its source is trusted, or it was due before. */
  readonly qualified: boolean;
  /** Since when it has been held without a break; left out where it is not held. */
  readonly heldSince?: Timestamp | undefined;
  /** Who loses the lead with this decision, and what it weighed. */
  readonly released: OpenLoad | null;
  /** The pools and reps that it waits for, as is on file; left out where it does not wait. */
  readonly waitsFor?: readonly string[] | undefined;
}

export interface RoutedCase {
  readonly case: RoutingCase;
  readonly decision: Decision;
  readonly inputs: DecisionInputs;
  /** What is to be done later about the decision. */
  readonly jobs: readonly NewJob[];
}

export interface RoutingRun {
  readonly directory: RoutingDirectory;
  readonly now: Timestamp;
  /** Open leads that a new one of the same person joins; null: nothing is joined. */
  readonly openLeads: OpenLeads | null;
}

/** Locks and reads leads on file that wait for one of these pools and reps, the oldest first. */
export type OpenFirst = (targets: readonly string[]) => Promise<readonly RoutingCase[]>;

/** Decides the cases as `decideCases` does, and writes pools and loads back. */
export async function routeCases(
  tx: Tx,
  run: RoutingRun,
  cases: readonly RoutingCase[],
): Promise<readonly RoutedCase[]> {
  const { routed, moved } = await decideCases(tx, run, cases);
  await writeMoves(tx, moved);
  return routed;
}

export interface DecidedCases {
  readonly routed: readonly RoutedCase[];
  readonly moved: LedgerMoves;
}

/**
 * Decides the cases one after the other, each on the state that the one before left: locks whatever any of them may
 * read, and decides in memory. What came of it is for the caller to write.
 *
 * @param run `openFirst`: leads that wait for what the cases may get, and come before them, so that a new lead never gets
 *   a place that an older one waits for; what is decided on these is `first`
 */
export async function decideCases(
  tx: Tx,
  { directory, now, openLeads, openFirst }: RoutingRun & { readonly openFirst?: OpenFirst | undefined },
  cases: readonly RoutingCase[],
): Promise<DecidedCases & { readonly first: readonly RoutedCase[] }> {
  const { ref, body, compiled } = requireRuleSet(directory);
  // Whatever needs no lock happens before the locks.
  const behind = cases.map((routingCase) => planCase(routingCase, directory, compiled));
  const before = (await openFirst?.(behind.flatMap(({ scope }) => [...scope.poolIds, ...scope.repIds]))) ?? [];
  const planned = [...before.map((routingCase) => planCase(routingCase, directory, compiled)), ...behind];
  const ledger = await Ledger.open(tx, directory, uniteScopes(planned, { directory, now }));
  const routed = planned.map(({ routingCase, request, plan, scope, accountId }, index) => {
    if (routingCase.released !== null) ledger.release(routingCase.released);
    const inputs: DecisionInputs = {
      format: 1,
      ruleSet: ref,
      request: {
        ...request,
        now,
        duplicateOf: index < before.length ? null : (openLeads?.find(routingCase.submission) ?? null),
      },
      snapshot: ledger.snapshotOf(scope, accountId),
    };
    const decision = ledger.decide(body, inputs, { plan, accountId });
    openLeads?.add(routingCase.submission, decision.outcome);
    return { case: routingCase, decision, inputs, jobs: toJobs(decision, directory) };
  });
  return { first: routed.slice(0, before.length), routed: routed.slice(before.length), moved: ledger.moved };
}

interface PlannedCase {
  readonly routingCase: RoutingCase;
  readonly request: Omit<RoutingRequest, "now" | "duplicateOf">;
  readonly plan: RoutingPlan;
  readonly scope: Scope;
  /** The account, where a pool in scope wants to know who had its last lead. */
  readonly accountId: AccountId | null;
}

const NOTHING: Scope = { repIds: [], poolIds: [], territoryIds: [], queueIds: [] };

function planCase(routingCase: RoutingCase, directory: RoutingDirectory, ruleSet: CompiledRuleSet): PlannedCase {
  const {
    submission,
    account,
    background,
    partner,
    attribution,
    epoch,
    excludedRepIds,
    assignTo,
    qualified,
    heldSince,
  } = routingCase;
  const facts = buildFacts({
    submission,
    account,
    ...background,
    partner,
    attribution: attribution ?? undefined,
    nameOf: directory.repName,
    customFacts: ruleSet.ruleSet.customFacts,
  });
  const plan = ruleSet.plan(facts, directory.findTerritory);
  // Said only where it is asked for: what the other decisions record stays as it was.
  const isDue = qualified && ruleSet.ruleSet.qualification !== undefined;
  const request = {
    leadId: submission.leadId,
    epoch,
    facts,
    excludedRepIds,
    assignTo,
    ...(isDue && { qualified: true as const }),
    ...(heldSince !== undefined && { heldSince }),
  };
  // A lead that goes to no stage waits for no pool; by when it is to be touched is read off its rep's calendar.
  const named = { ...NOTHING, repIds: assignTo === null || plan.sla === undefined ? [] : [assignTo] };
  const scope = asksStages(request, plan) ? collectScope(plan, directory) : named;
  const isSticky = scope.poolIds.some((poolId) => directory.pools.get(poolId)?.selection === "account_sticky");
  return { routingCase, request, plan, scope, accountId: isSticky ? (account?.id ?? null) : null };
}

function uniteScopes(
  planned: readonly PlannedCase[],
  { directory, now }: Pick<RoutingRun, "directory" | "now">,
): LedgerScope {
  const named = planned.flatMap(({ routingCase: { assignTo, released } }) => [assignTo, released?.repId ?? null]);
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
