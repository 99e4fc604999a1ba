import type { LeadId, RepId } from "@pointsman/contracts/id";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import { checkEligibility } from "@pointsman/router-core/eligibility/check-eligibility";
import { listWaits, listWaitTargets } from "@pointsman/router-core/waiting/list-waits";
import type { Tx } from "@pointsman/store/connect";
import { inTransaction } from "@pointsman/store/in-transaction";
import { listWaitingLeads, type WaitingLead } from "@pointsman/store/leads/list-waiting-leads";
import type { StoredLead } from "@pointsman/store/leads/stored-lead";
import { updateWaits, type NewWait } from "@pointsman/store/leads/update-waits";
import { addJobs } from "@pointsman/store/timers/add-jobs";

import { isLeadsFault } from "../batch/lead-fault.ts";
import type { RoutingDirectory } from "../routing/directory-cache.ts";
import { routeCases, type RoutedCase, type RoutingCase } from "../routing/route-cases.ts";
import type { WaitingJob } from "./jobs.ts";
import { openCases, writeRedecided } from "./open-cases.ts";
import { parkOnFile } from "./park-on-file.ts";
import type { TimerContext } from "./timer-context.ts";

/** Leads tried in one transaction. */
const PAGE = 100;

/** Waiting leads tried before a batch beyond the number of its new ones. */
const SPARE = 10;

/**
 * Gives leads that wait for one of the reps, or for anybody, another turn, the oldest first, until none of the reps has
 * room any more. A lead that still finds no place keeps its decision: trying is not an epoch. A page that fails is halved
 * until the lead that makes it fail stands alone, which is then parked: those behind it have their turn.
 */
export async function routeWaiting(context: TimerContext, { repIds }: WaitingJob): Promise<void> {
  let after: WaitingLead | null = null;
  for (;;) {
    const page: Page = await routePage(context, { repIds, after, limit: PAGE });
    if (page.last === null || page.isFull) return;
    after = page.last;
  }
}

interface PageQuery {
  readonly repIds: readonly RepId[] | null;
  readonly after: WaitingLead | null;
  readonly limit: number;
}

interface Page {
  /** Null: there are no more. */
  readonly last: WaitingLead | null;
  /** None of the reps can take any lead now. */
  readonly isFull: boolean;
}

async function routePage(context: TimerContext, query: PageQuery): Promise<Page> {
  let waiting: readonly WaitingLead[] = [];
  try {
    return await inTransaction(context.db, async (tx) => {
      const directory = await context.directories.read(tx, "share");
      const targets = query.repIds === null ? null : listWaitTargets(query.repIds, directory);
      waiting = await listWaitingLeads(tx, { ...query, targets });
      const routed = await giveTurns(tx, directory, { waiting, now: toTimestamp(context.clock.nowMs()) });
      return { last: waiting.length < query.limit ? null : (waiting.at(-1) ?? null), isFull: isFull(query, routed) };
    });
  } catch (error) {
    const [first] = waiting;
    if (first === undefined || !isLeadsFault(error)) throw error;
    if (waiting.length > 1) return routePage(context, { ...query, limit: Math.ceil(waiting.length / 2) });
    await parkOnFile(context, { leadId: first.leadId, isCurrent: isWaiting, error });
    return { last: first, isFull: false };
  }
}

async function giveTurns(
  tx: Tx,
  directory: RoutingDirectory,
  { waiting, now }: { readonly waiting: readonly WaitingLead[]; readonly now: Timestamp },
): Promise<readonly RoutedCase[]> {
  const cases = await openWaiting(tx, directory, waiting);
  const routed = cases.length === 0 ? [] : await routeCases(tx, { directory, now, openLeads: null }, cases);
  await writeTurns(tx, routed);
  return routed;
}

function isFull({ repIds }: PageQuery, routed: readonly RoutedCase[]): boolean {
  return repIds !== null && routed.length > 0 && repIds.every((repId) => hasNoRoom(repId, routed));
}

/**
 * Leads that wait for one of the pools and reps and come before `newLeads` new ones. One waiting lead for each place
 * that a new one might take, and some more, for the oldest may be ones that no free rep has the skill for: so a long
 * line costs a batch no more than a short one.
 */
export async function openWaitingFor(
  tx: Tx,
  directory: RoutingDirectory,
  { targets, newLeads }: { readonly targets: readonly string[]; readonly newLeads: number },
): Promise<readonly RoutingCase[]> {
  const waiting = await listWaitingLeads(tx, { targets, after: null, limit: newLeads + SPARE });
  return openWaiting(tx, directory, waiting);
}

/**
 * Writes the decisions that give a waiting lead a place; for the others, when to try again, and what they wait for where
 * that is something else by now: the organisation or the rules have changed since they were parked.
 */
export async function writeTurns(tx: Tx, routed: readonly RoutedCase[]): Promise<void> {
  await writeRedecided(tx, routed.filter(hasPlace));
  const inVain = routed.filter((entry) => !hasPlace(entry));
  await updateWaits(tx, inVain.flatMap(toNewWait));
  await addJobs(
    tx,
    inVain.flatMap(({ jobs }) => jobs),
  );
}

function toNewWait({ case: { waitsFor = [] }, decision }: RoutedCase): readonly NewWait[] {
  const now = listWaits(decision) ?? [];
  const isSame = now.length === waitsFor.length && now.every((target, index) => target === waitsFor[index]);
  return isSame ? [] : [{ leadId: decision.leadId, waitsFor: now }];
}

/** Locks the leads and reads those that still wait, the oldest first. */
async function openWaiting(
  tx: Tx,
  directory: RoutingDirectory,
  waiting: readonly WaitingLead[],
): Promise<readonly RoutingCase[]> {
  const place = new Map<LeadId, number>(waiting.map(({ leadId }, index) => [leadId, index]));
  const cases = await openCases(tx, directory, {
    leadIds: [...place.keys()],
    isCurrent: isWaiting,
  });
  const placeOf = ({ submission }: RoutingCase) => place.get(submission.leadId) ?? 0;
  return cases.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function isWaiting({ waitsFor }: StoredLead): boolean {
  return waitsFor !== null;
}

/** The decision changes something for a lead that waited. */
function hasPlace({ decision }: RoutedCase): boolean {
  return listWaits(decision) === null;
}

/** As the last of the decisions that looked at the rep saw him: whatever the lead, he would not have got it. */
function hasNoRoom(repId: RepId, routed: readonly RoutedCase[]): boolean {
  const last = routed.findLast(({ inputs }) => inputs.snapshot.reps[repId] !== undefined);
  if (last === undefined) return false;
  const { snapshot, request } = last.inputs;
  return checkEligibility(repId, { snapshot, now: request.now, excludedRepIds: [] }).refusal !== null;
}
