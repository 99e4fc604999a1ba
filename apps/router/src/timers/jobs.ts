import type { AppliedSla, Decision } from "@pointsman/contracts/decision";
import { LeadId, RepId } from "@pointsman/contracts/id";
import type { Timestamp } from "@pointsman/contracts/primitive";
import { nextChance, type Chance } from "@pointsman/router-core/waiting/next-chance";
import type { Tx } from "@pointsman/store/connect";
import { addJobIfLeadsWait, type NewJob } from "@pointsman/store/timers/add-jobs";
import { z } from "zod";

import type { RoutingDirectory } from "../routing/directory-cache.ts";
import { findOutOfOffice } from "./to-notifications.ts";

/** A lead as a decision left it. Once another decision was made on it, or somebody acted, the job has nothing to do. */
export const LeadJob = z.object({ leadId: LeadId, epoch: z.number().int().positive() }).readonly();
export type LeadJob = z.infer<typeof LeadJob>;

/** Reps who may have room now; null: anybody, because the organisation or the rules changed. */
export const WaitingJob = z.object({ repIds: z.array(RepId).readonly().nullable() }).readonly();
export type WaitingJob = z.infer<typeof WaitingJob>;

/** A rep who is back from time off, or whose calendar changed. */
export const RepJob = z.object({ repId: RepId }).readonly();
export type RepJob = z.infer<typeof RepJob>;

/** What is to be done later about a decision, and when. */
export function toJobs(decision: Decision, { reps }: Pick<RoutingDirectory, "reps">): readonly NewJob[] {
  const { outcome, leadId, epoch } = decision;
  switch (outcome.kind) {
    case "held":
      return [
        toReleaseJob({ leadId, epoch }, outcome.until),
        ...(outcome.reason === "out_of_office" ? [toDigestJob(outcome.forRepId, outcome.until)] : []),
      ];
    case "assigned": {
      const { insteadOfRepId, sla } = outcome;
      const away = insteadOfRepId === null ? undefined : findOutOfOffice(decision.trace, insteadOfRepId);
      return [
        ...(sla === undefined ? [] : toSlaJobs({ leadId, epoch }, sla)),
        ...(typeof away?.backAt === "string" ? [toDigestJob(away.repId, away.backAt)] : []),
      ];
    }
    case "parked": {
      if (outcome.reason !== "nobody_available") return [];
      const chance = nextChance(decision, (repId) => reps.get(repId));
      return chance === null ? [] : [toChanceJob(chance)];
    }
    case "attached":
    case "unqualified":
      return [];
  }
}

function toSlaJobs(job: LeadJob, { remindAt, dueAt }: AppliedSla): readonly NewJob[] {
  const remind: NewJob = { task: "remind", payload: job, runAt: remindAt, key: null };
  return [...(remindAt === null ? [] : [remind]), toBreachJob(job, dueAt)];
}

/** Decides again on the lead that was held until then. */
function toReleaseJob(job: LeadJob, until: Timestamp): NewJob {
  return { task: "release_holds", payload: job, runAt: until, key: null };
}

/** Decides again on a held lead before its time, for whom it is held is back earlier. Saved twice, it is one job. */
export function toEarlyReleaseJob({ leadId, epoch }: LeadJob): NewJob {
  return {
    task: "release_early",
    payload: { leadId, epoch },
    runAt: null,
    key: `release_early:${leadId}:${epoch}`,
  };
}

/** Looks whether the lead was touched by then. */
function toBreachJob(job: LeadJob, dueAt: Timestamp): NewJob {
  return { task: "sla_breach", payload: job, runAt: dueAt, key: null };
}

/** The same at another time, in place of what was planned before under this name. The job of the decision itself finds nothing to do. */
export function toNewBreachJob({ leadId, epoch }: LeadJob, dueAt: Timestamp): NewJob {
  return { ...toBreachJob({ leadId, epoch }, dueAt), key: `sla_breach:${leadId}:${epoch}` };
}

export function toNewRemindJob({ leadId, epoch }: LeadJob, remindAt: Timestamp): NewJob {
  return { task: "remind", payload: { leadId, epoch }, runAt: remindAt, key: `remind:${leadId}:${epoch}` };
}

/** The deadlines of what a rep has not touched are made anew by his calendar. However often he is saved, one job. */
export function toReplanJob(repId: RepId): NewJob {
  return { task: "replan_slas", payload: { repId }, runAt: null, key: `replan_slas:${repId}` };
}

/** When he is back, those of the leads that wait which he can take. However many wait for him, one job. */
function toChanceJob({ repId, at }: Chance): NewJob {
  return { task: "route_waiting", payload: { repIds: [repId] }, runAt: at, key: `route_waiting:${repId}:${at}` };
}

/** One for each return, however many leads there are to tell of. */
export function toDigestJob(repId: RepId, backAt: Timestamp): NewJob {
  return { task: "digest", payload: { repId }, runAt: backAt, key: `digest:${repId}:${backAt}` };
}

/** These reps may have room now: to be called by whatever gives it to them, in the same transaction, under their load's lock. */
export async function wakeWaiting(tx: Tx, repIds: readonly RepId[] | null): Promise<void> {
  if (repIds === null) return addJobIfLeadsWait(tx, toWakeJob(null));
  // One a rep, in one order, so that jobs of the same rep become one.
  for (const repId of repIds.toSorted()) await addJobIfLeadsWait(tx, toWakeJob(repId));
}

function toWakeJob(repId: RepId | null) {
  return {
    task: "route_waiting",
    payload: { repIds: repId === null ? null : [repId] },
    key: `route_waiting:${repId ?? "anybody"}`,
  };
}
