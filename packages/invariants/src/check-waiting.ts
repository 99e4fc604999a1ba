import type { Timestamp } from "@pointsman/contracts/primitive";
import { decide, type DecisionInputs } from "@pointsman/router-core/decide";
import { periodStartsAt } from "@pointsman/router-core/eligibility/period-starts";
import { planRouting } from "@pointsman/router-core/plan";
import { collectScope } from "@pointsman/router-core/scope";
import { buildSnapshot, hasCaps, type Directory, type LiveState } from "@pointsman/router-core/snapshot";
import { toDirectory } from "@pointsman/router-core/to-directory";
import type { Db, Tx } from "@pointsman/store/connect";
import { findRecordedDecision } from "@pointsman/store/decisions/find-decisions";
import { listLatestDecisions } from "@pointsman/store/leads/list-latest-decisions";
import { listWaitingLeads } from "@pointsman/store/leads/list-waiting-leads";
import { loadOrganisation } from "@pointsman/store/organisation/load-organisation";
import { listPoolLedgers } from "@pointsman/store/pools/list-pool-ledgers";
import { countGivenLeads } from "@pointsman/store/reps/count-given-leads";
import { listRepLoads } from "@pointsman/store/reps/list-rep-loads";
import { hasDueJob } from "@pointsman/store/timers/has-due-job";

import { MAX_VIOLATIONS, type Finding, type Violation } from "./finding.ts";
import { PublishedRuleSets } from "./published-rule-sets.ts";

/** The longest waiting; the line is served from its front. */
const MAX_LEADS = 100;

/**
 * No lead waits for a place while somebody has one: each of the longest waiting is decided again, as of one instant and
 * without writing anything, and none may get a rep; unless the job that gives them their turn is there and due.
 */
export async function checkWaiting(db: Db, now: Timestamp): Promise<Finding> {
  const { checked, violations } = await db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (tx) => tryWaiting(tx, now));
  return {
    invariant: "I-12",
    name: "nobody-waits-in-vain",
    ok: violations.length === 0,
    checked,
    detail: `${checked} leads that wait for a place decided again; ${violations.length} would get one.`,
    violations: violations.slice(0, MAX_VIOLATIONS),
  };
}

async function tryWaiting(tx: Tx, now: Timestamp) {
  const waiting = await listWaitingLeads(tx, { targets: null, after: null, limit: MAX_LEADS });
  if (waiting.length === 0 || (await hasDueJob(tx, "route_waiting", now))) return { checked: 0, violations: [] };
  const organisation = await loadOrganisation(tx, "none");
  const version = organisation.activeRuleSetVersion;
  if (version === null) return { checked: 0, violations: [] };
  const ruleSet = await new PublishedRuleSets(tx).get({ version });
  const directory = toDirectory(organisation);
  const live = await readLiveState(tx, directory, now);
  const violations: Violation[] = [];
  const keys = await listLatestDecisions(
    tx,
    waiting.map(({ leadId }) => leadId),
  );
  for (const key of keys) {
    const recorded = await findRecordedDecision(tx, key);
    if (recorded === undefined) continue;
    const before = recorded.inputs as unknown as DecisionInputs; // as the router wrote them
    const request = { ...before.request, epoch: key.epoch + 1, now, duplicateOf: null };
    const plan = planRouting(ruleSet, request.facts, directory.findTerritory);
    const snapshot = buildSnapshot(collectScope(plan, directory), directory, live);
    const { outcome } = decide(ruleSet, { ...before, request, snapshot }, plan).decision;
    if (outcome.kind === "assigned") violations.push({ leadId: key.leadId, freeRepId: outcome.repId });
  }
  return { checked: keys.length, violations };
}

async function readLiveState(tx: Tx, { reps }: Directory, now: Timestamp): Promise<LiveState> {
  const loads = new Map((await listRepLoads(tx)).map((load) => [load.repId, load.openUnits]));
  const ledgers = new Map((await listPoolLedgers(tx)).map((ledger) => [ledger.poolId, ledger]));
  const capped = [...reps.values()].filter(hasCaps);
  const periods = capped.map(({ id, timeZone }) => ({ repId: id, ...periodStartsAt(now, timeZone) }));
  const given = new Map((await countGivenLeads(tx, periods)).map((counts) => [counts.repId, counts]));
  return {
    openLeads: (repId) => loads.get(repId),
    pool: (poolId) => ledgers.get(poolId),
    given: (repId) => given.get(repId),
  };
}
